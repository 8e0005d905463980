/// One future of a run: every input from the start of the run on, and how far it was run.
public struct Branch<S: Replayable>: Sendable {
  /// The position of the branch that it left; nil for the first one.
  public let parent: Int?
  /// Where it left.
  public let fork: Moment
  /// Its inputs, in order, those before the fork included.
  public private(set) var journal: [JournalEntry<S>]
  /// How far it was run.
  public private(set) var tip: Moment
  /// Snapshots on the way; the first is the start of the run. While nobody is on the branch only those beyond the
  /// fork, if any.
  public internal(set) var checkpoints: [Checkpoint<S>]
  private(set) var spacing: Int
  /// Whether the last checkpoint was made to come back to the tip and not by the spacing.
  var endsAtTip = false
  /// How many checkpoints, from the first on, have forgotten the past of their meters.
  var forgetful = 0

  /// How many checkpoints are kept at most.
  public static var mostCheckpoints: Int { 512 }
  /// How many of this branch.
  private var most: Int { max(32, Branch.mostCheckpoints / thrift) }
  /// How much less is kept of a system of many nodes, whose snapshots and rows of meters are as much larger: by the square
  /// of that, since there are fewer and each holds fewer rows. 1 below four hundred meters.
  private var thrift: Int {
    let width = max(1, checkpoints[0].head.simulation.history.columns / 200)
    return width * width
  }
  private static var hour: Interval { .seconds(3600) }

  /// The first branch of a run. `spacing` is how many events go from one checkpoint to the next at first.
  init(_ head: Head<S>, spacing: Int) {
    (parent, fork, tip) = (nil, head.moment, head.moment)
    journal = []
    checkpoints = [Checkpoint(head)]
    self.spacing = max(1, spacing)
  }

  /// A branch that leaves another one where the head is.
  init(leaving other: Branch, at head: Head<S>) {
    (parent, fork, tip) = (head.branch, head.moment, head.moment)
    journal = Array(other.journal.prefix(head.inputs))
    checkpoints = other.checkpoints.filter { $0.moment < head.moment } + [Checkpoint(head)]
    spacing = other.spacing
  }

  /// Lets the head go on as `Simulation.advance(until:limit:)` does: along what was done here before as far
  /// as that goes, then beyond it, with checkpoints on the way.
  mutating func lead(_ head: inout Head<S>, until end: Instant, limit: Int) -> Int {
    let first = head.events
    if head.moment < tip, !follow(&head, until: end, limit: limit) { return head.events - first }
    while true {
      let room = max(1, spacing - (head.events - checkpoints[checkpoints.count - 1].events))
      let left = limit - (head.events - first)
      let done = head.simulation.advance(until: end, limit: min(left, room))
      guard done == room else { break }
      keep(head)
    }
    tip = head.moment
    return head.events - first
  }

  /// The same, unless nobody waits for it any more; says whether somebody did.
  mutating func lead(_ head: inout Head<S>, until end: Instant, most: Int = .max, _ patience: Patience) -> Bool {
    let first = head.events
    while true {
      let left = max(0, most - (head.events - first))
      let limit = min(left, Patience.stretch)
      guard lead(&head, until: end, limit: limit) == limit, limit < left else { return true }
      if patience.isOver { return false }
    }
  }

  /// Lets the head go on to a moment: to its time, and in that instant as far as its number of events.
  mutating func lead(_ head: inout Head<S>, to moment: Moment, _ patience: Patience) {
    guard lead(&head, until: moment.at, most: moment.events - head.events, patience) else { return }
    while head.events < moment.events, step(&head, notAfter: moment.at) {}
    tip = max(tip, head.moment)
  }

  /// Follows the journal towards the tip, and says whether it is reached and there is more to do.
  private func follow(_ head: inout Head<S>, until end: Instant, limit: Int) -> Bool {
    let last = limit > Int.max - head.events ? Int.max : head.events + limit
    while head.moment < tip {
      let next = head.inputs < journal.count ? journal[head.inputs] : nil
      let stop = next.map { ($0.at, $0.eventsBefore) } ?? (tip.at, tip.events)
      guard stop.0 < end else {
        head.simulation.advance(until: end, limit: last - head.events)
        return false
      }
      head.simulation.advance(to: stop.0, events: min(stop.1, last))
      guard head.events == stop.1 else { return false }
      if let next { head.take(next) }
    }
    return true
  }

  /// Writes an input down and applies it to the head, which is at the tip.
  mutating func record(_ input: S.Input, _ text: String, _ head: inout Head<S>) {
    let now = head.moment
    journal.append(JournalEntry(at: now.at, eventsBefore: now.events, input: input, text: text))
    head.simulation.apply(input, text)
    head.inputs += 1
    tip = head.moment
  }

  /// Remembers the world at the tip, so that the way back to it is short.
  mutating func leaveTip(_ head: Head<S>) {
    guard head.moment == tip, checkpoints[checkpoints.count - 1].moment < tip else { return }
    keep(head)
    endsAtTip = true
  }
}

extension Branch {
  /// The world at a moment that is on this branch, by replay from the nearest snapshot or from a head on it.
  ///
  /// Complexity: the events since that snapshot.
  func world(at target: Moment, from head: Head<S>? = nil, _ patience: Patience) -> Head<S> {
    var world = start(towards: target.at, after: checkpoints.partitioningCount { $0.moment <= target })
    if let head, world.moment < head.moment, head.moment <= target { world = head }
    world.follow(journal, to: target, patience)
    return world
  }

  /// The world before the events of an instant, and after those of its inputs that came before them; at most
  /// the tip.
  func world(before at: Instant, from head: Head<S>? = nil, _ patience: Patience) -> Head<S> {
    guard at < tip.at else { return world(at: tip, from: head, patience) }
    let inputs = journal.partitioningCount { $0.at < at }
    // A snapshot from inside the instant lies too far on.
    var world = start(towards: at, after: checkpoints.partitioningCount { $0.moment.at < at })
    if let head, world.moment < head.moment, head.simulation.now < at { world = head }
    while world.inputs < inputs { guard world.take(journal[world.inputs], patience) else { return world } }
    guard world.go(before: at, patience) else { return world }
    while world.inputs < journal.count, journal[world.inputs].at == at,
      journal[world.inputs].eventsBefore == world.events
    { world.take(journal[world.inputs]) }
    return world
  }

  /// The last of so many snapshots from which one comes to an instant with all that the meters show there.
  private func start(towards at: Instant, after count: Int) -> Head<S> {
    let period = S.samplePeriod.nanoseconds
    // The sample of the instant itself may still be to come.
    let rows = period == 0 ? 0 : Int(clamping: max(1, (at - .start).nanoseconds / period)) - 1
    let fit = checkpoints.prefix(max(1, count)).last { $0.showsAll(fromRow: rows) }
    return (fit ?? checkpoints[0]).head
  }

  /// When the next input or event comes; nil when nothing does any more.
  func nextDue(_ head: Head<S>) -> Instant? {
    let input = head.inputs < journal.count ? journal[head.inputs].at : nil
    let event = head.simulation.nextDue
    return input.map { min($0, event ?? $0) } ?? event
  }

  /// Lets the next event happen, after the inputs that came before it; says whether one was due.
  func step(_ head: inout Head<S>, notAfter last: Instant) -> Bool {
    while head.inputs < journal.count, journal[head.inputs].eventsBefore == head.events {
      guard journal[head.inputs].at <= last else { return false }
      head.take(journal[head.inputs])
    }
    return head.simulation.step(notAfter: last)
  }
}

extension Branch {
  private mutating func keep(_ head: Head<S>) {
    if endsAtTip { checkpoints.removeLast() }
    endsAtTip = false
    checkpoints.append(Checkpoint(head))
    let old = forgetWhatIsOld(at: head.moment.at)
    guard checkpoints.count > most else { return }
    // As many as an eighth may lie further back before they are thinned out.
    if old > most / 8 {
      // What lies further back than an hour stays reachable, by a longer replay.
      thin(0..<old)
    } else {
      thin(0..<checkpoints.count)
      spacing *= 2
    }
  }

  /// Checkpoints from before the last hour keep the world and not what its meters showed over time, which comes back
  /// by a longer replay: far apart they share none of it, and it is most of what they hold. Says how many there are.
  private mutating func forgetWhatIsOld(at now: Instant) -> Int {
    let hourAgo = Instant(nanoseconds: (now - (.start + Branch.hour * (1 / Double(thrift)))).nanoseconds)
    let old = checkpoints.partitioningCount { $0.moment.at < hourAgo }
    for index in min(forgetful, old)..<old { checkpoints[index] = checkpoints[index].withoutPast }
    forgetful = old
    return old
  }

  /// Every second one of a range goes; the first and the last stay.
  mutating func thin(_ range: Range<Int>) {
    let last = checkpoints.count - 1
    let stays = { index in !range.contains(index) || index == 0 || (last - index) % 2 == 0 }
    forgetful = (0..<min(forgetful, checkpoints.count)).count(where: stays)
    checkpoints = checkpoints.enumerated().filter { index, _ in stays(index) }.map(\.element)
  }
}

extension Array {
  /// How many elements at the front satisfy a condition that none does after the first that does not.
  func partitioningCount(_ condition: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if condition(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension Branch {
  /// Nobody is on the branch any more: it leaves the snapshots of its past to those that are on others, and keeps its own
  /// ones if they save a long way.
  mutating func rest() {
    let isShort = parent != nil && tip.events - fork.events < spacing
    checkpoints.removeAll { isShort || $0.moment < fork }
    if checkpoints.isEmpty { endsAtTip = false }
    forgetful = 0
  }

  /// Keeps fewer snapshots while nobody is on the branch, the first and the last one if any, and none of them with the
  /// meters' past but that of the tip, for who comes back soon.
  mutating func thinOut(toAtMost most: Int, keepsTip: Bool) {
    if most < 2, parent != nil { (checkpoints, endsAtTip) = ([], false) }
    while checkpoints.count > max(2, most) { thin(0..<checkpoints.count) }
    for index in checkpoints.indices.dropLast(keepsTip ? 1 : 0) {
      checkpoints[index] = checkpoints[index].withoutPast
    }
  }

  /// Somebody comes to the branch: it takes over the snapshots of its past that others have.
  mutating func wake(_ past: [Checkpoint<S>]) {
    var last: Moment?
    checkpoints = (checkpoints + past).sorted { $0.moment < $1.moment }.filter { checkpoint in
      defer { last = checkpoint.moment }
      return checkpoint.moment != last
    }
    while checkpoints.count > most { thin(0..<checkpoints.count) }
  }
}
