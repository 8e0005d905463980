import Engine
import Synchronization

/// A world made for hard cases of replay: every event lies on a grid, so most instants hold several, some lie on the
/// instant of a sample, and what happens depends on everything that happened before.
///
/// It is no lab: it has what a timeline asks of a simulation and no more. The longest delay must be above one step, or
/// the world would never leave an instant.
struct GridWorld: Replayable {
  enum Input: Sendable {
    /// From now on, delays are below so many steps.
    case turn(Int)
    /// So many more events, all of them after the same time.
    case act(Int, after: Interval)
  }

  /// All of a moment that another way to reach it must agree on.
  struct Sight: Equatable {
    let at: Instant, events: Int, digest: Digest, pending: Int, notes: Int, inputs: Int
    let trail: UInt64, longest: Int, rows: Int, lastRow: [Double?], counted: UInt64, delays: UInt64, level: Double
  }

  /// Ten steps.
  static var samplePeriod: Interval { .steps(10) }

  let seed: UInt64, longestAtStart: Int, crowd: UInt32
  private(set) var now: Instant = .start
  private(set) var processed = 0
  private(set) var digest: Digest
  private(set) var longest: Int
  private(set) var notes = 0, inputs = 0
  /// What the log would hold: an input is noted, too.
  var told: Int { notes + inputs }
  var history = History(columns: 3)
  private var agenda = Agenda<UInt32>()
  private var meters = Meters([.counter, .gauge, .latency])
  private var nextSample = Instant.start + samplePeriod
  private var trail: UInt64 = 0
  private let handled: Counter?

  /// So many events at the start. `handled` counts the events of this world and of all of its copies.
  init(seed: UInt64, longest: Int = 5, crowd: UInt32 = 20, handled: Counter? = nil) {
    (self.seed, self.crowd, self.handled) = (seed, crowd, handled)
    (self.longest, longestAtStart) = (longest, longest)
    digest = Digest(seed: seed)
    for number in 0..<crowd { agenda.schedule(number, at: .start) }
  }

  var nextDue: Instant? { agenda.nextDue }

  var sight: Sight {
    Sight(
      at: now, events: processed, digest: digest, pending: agenda.count, notes: notes, inputs: inputs,
      trail: trail, longest: longest, rows: history.count,
      lastRow: (0..<3).map { history[history.count - 1, $0] }, counted: meters[count: 0],
      delays: meters[latency: 2].count, level: meters[gauge: 1].mean(at: now))
  }
}

extension GridWorld {
  @discardableResult
  mutating func advance(until end: Instant, limit: Int) -> Int {
    var count = 0
    repeat { while count < limit, happens(before: min(end, nextSample)) { count += 1 } } while passes(end)
    return count
  }

  mutating func advance(to at: Instant, events: Int) {
    advance(until: at, limit: events - processed)
    while processed < events, happens(before: at + Interval(nanoseconds: 1)) {}
  }

  mutating func step(notAfter last: Instant) -> Bool {
    guard let due = nextDue, due <= last else { return false }
    advance(until: due, limit: 0)
    return happens(before: due + Interval(nanoseconds: 1))
  }

  /// Passes the next sample, or `end` when that comes first, unless an event is due before it; says whether there is
  /// more to do.
  private mutating func passes(_ end: Instant) -> Bool {
    let stop = min(end, nextSample), due = nextDue ?? .distantFuture
    guard due >= stop, due < .distantFuture || end < .distantFuture else { return false }
    now = max(now, stop)
    guard stop == nextSample else { return false }
    meters.set(1, Double(trail % 17), at: now)
    history.append(meters.row())
    nextSample = nextSample + GridWorld.samplePeriod
    return true
  }

  private mutating func happens(before end: Instant) -> Bool {
    guard let (due, number) = agenda.next(before: end) else { return false }
    (now, processed) = (due, processed + 1)
    digest.add(due, UInt64(number))
    handled?.count()
    trail = trail &* 31 &+ UInt64(number) &+ trail % 17
    meters.add(0, 1)
    if trail % 9 == 0 { notes += 1 }
    // Of those that an input brought about half come once only.
    if number >= 1_000_000 && trail % 2 == 0 { return true }
    var draw = Draw(seed: seed, stream: DrawStream(1), entity: trail)
    let delay = Interval.steps(Double(draw.below(longest)))
    meters.record(2, delay)
    agenda.schedule(number, at: now + delay)
    return true
  }

  mutating func apply(_ input: Input, _ text: String) {
    digest.add(now, text)
    inputs += 1
    switch input {
    case .turn(let longest): self.longest = longest
    case .act(let count, let delay):
      for number in 0..<UInt32(count) { agenda.schedule(1_000_000 + number, at: now + delay) }
    }
  }

  mutating func endRecording() {}

  func doesSame(as other: GridWorld) -> Bool {
    processed == other.processed && digest.events == other.digest.events && notes == other.notes
      && meters.countsSame(as: other.meters)
  }
}

extension Timeline where S == GridWorld {
  /// A new run that went straight to where a head is, by the journal of its branch alone.
  func straight(to head: Head<GridWorld>) -> GridWorld {
    let start = head.simulation
    var straight = GridWorld(seed: start.seed, longest: start.longestAtStart, crowd: start.crowd)
    for entry in branches[head.branch].journal.prefix(head.inputs) {
      straight.advance(to: entry.at, events: entry.eventsBefore)
      straight.apply(entry.input, entry.text)
    }
    straight.advance(to: head.moment.at, events: head.moment.events)
    return straight
  }
}

extension Interval {
  /// So many steps of the grid.
  static func steps(_ count: Double) -> Interval { .milliseconds(10 * count) }
}

/// Counts from wherever it is copied to.
final class Counter: Sendable {
  private let counted = Atomic(0)
  var total: Int { counted.load(ordering: .relaxed) }
  func count() { counted.add(1, ordering: .relaxed) }
  func reset() { counted.store(0, ordering: .relaxed) }
}
