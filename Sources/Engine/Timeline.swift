/// One run with everything needed to come back to any moment of it: seed, first knobs, the journal of
/// inputs, checkpoints.
public struct Timeline<M: Model>: Sendable {
  /// An input and when it came: at that virtual time, after that many events.
  public struct Entry: Sendable {
    /// The virtual time.
    public let at: Instant
    /// How many events were processed before it.
    public let eventsBefore: Int
    /// What was done.
    public let input: Input<M>
    /// Its line in the journal.
    public let text: String
  }

  /// The seed of the run.
  public let seed: UInt64
  /// The knobs it began with.
  public let knobs: M.Knobs
  /// The world now.
  public private(set) var present: Simulation<M>
  /// Every input so far, in order.
  public private(set) var journal: [Entry] = []
  /// Snapshots on the way, with the number of inputs before each; the first is the start.
  public private(set) var checkpoints: [(simulation: Simulation<M>, inputs: Int)]
  private var spacing: Int

  /// How many checkpoints are kept at most; twice as far apart whenever there would be more.
  public static var mostCheckpoints: Int { 200 }

  /// A run at its start. `eventsPerCheckpoint` bounds what a step back has to replay; `.max` keeps the
  /// start only.
  public init(seed: UInt64, knobs: M.Knobs, eventsPerCheckpoint: Int = 20_000) {
    self.seed = seed
    self.knobs = knobs
    present = Simulation(seed: seed, knobs: knobs)
    checkpoints = [(present, 0)]
    spacing = max(1, eventsPerCheckpoint)
  }

  /// Lets the run go on as `Simulation.advance(until:limit:)` does, with checkpoints on the way.
  @discardableResult
  public mutating func advance(until end: Instant, limit: Int = .max) -> Int {
    var processed = 0
    while true {
      let sinceCheckpoint =
        present.context.processed - checkpoints[checkpoints.count - 1].simulation.context.processed
      let room = max(1, spacing - sinceCheckpoint)
      let done = present.advance(until: end, limit: min(limit - processed, room))
      processed += done
      guard done == room else { return processed }
      keepCheckpoint()
    }
  }

  /// Applies an input now and writes it into the journal.
  public mutating func apply(_ input: Input<M>, _ text: String) {
    journal.append(
      Entry(at: present.context.now, eventsBefore: present.context.processed, input: input, text: text))
    present.apply(input, text)
  }

  /// The world as it was at a virtual time after a number of events and a number of inputs, by replay from
  /// the nearest checkpoint.
  ///
  /// Without a number of events it is the world before the events of that instant, and after its inputs.
  /// Complexity: the events since that checkpoint. Moments beyond the present are reached as if nothing
  /// more were pressed.
  public func replay(to at: Instant, events: Int = .max, inputs: Int? = nil) -> Simulation<M> {
    let inputs = inputs ?? journal.partitioningCount { $0.at <= at && $0.eventsBefore <= events }
    let start = checkpoints.last { $0.inputs <= inputs && $0.simulation.isBefore(at, events: events) }
    var (simulation, first) = start ?? checkpoints[0]
    for entry in journal[first..<inputs] {
      simulation.advance(to: entry.at, events: entry.eventsBefore)
      simulation.apply(entry.input, entry.text)
    }
    simulation.advance(to: at, events: events)
    return simulation
  }

  /// Goes back to a moment and forgets what came after it; the inputs that are left are returned.
  @discardableResult
  public mutating func rewind(to at: Instant, events: Int = .max) -> [Entry] {
    let inputs = journal.partitioningCount { $0.at <= at && $0.eventsBefore <= events }
    present = replay(to: at, events: events, inputs: inputs)
    journal.removeLast(journal.count - inputs)
    checkpoints.removeAll { checkpoint in
      checkpoint.inputs > inputs || checkpoint.simulation.context.processed > present.context.processed
        || checkpoint.simulation.context.now > at
    }
    return journal
  }

  /// Changes the present in a way that no event depends on, such as a verdict.
  public mutating func change(_ body: (inout Simulation<M>) -> Void) { body(&present) }

  private mutating func keepCheckpoint() {
    checkpoints.append((present, journal.count))
    guard checkpoints.count > Timeline.mostCheckpoints else { return }
    // Every second one goes; what lies further back stays reachable, by a longer replay.
    checkpoints = checkpoints.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
    spacing *= 2
  }
}

extension Simulation {
  /// Whether a replay to this moment can begin here. Without a number of events, a snapshot from inside the
  /// instant may lie too far on.
  fileprivate func isBefore(_ at: Instant, events: Int) -> Bool {
    events == .max ? context.now < at : context.now <= at && context.processed <= events
  }
}

extension Array {
  /// How many elements at the front satisfy a condition that none does after the first that does not.
  fileprivate func partitioningCount(_ condition: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if condition(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
