/// One run with everything needed to come back to any moment of it: its branches, each with its inputs and
/// checkpoints.
///
/// A head goes along a branch. Where it is at the tip, the run goes on; where it is in the past, it follows
/// what was done there before, and an input makes it leave that branch for a new one. A second head can go
/// beside the first one, in lock step, on a branch of its own.
public struct Timeline<S: Replayable>: Sendable {
  /// Every future that was begun, the oldest first.
  public internal(set) var branches: [Branch<S>]
  /// Where the run is.
  public internal(set) var head: Head<S>
  /// The twin; nil when there is none.
  public internal(set) var twin: TwinRun<S>?
  /// The moments that were given a name, in the order in which they were.
  public private(set) var bookmarks: [Bookmark] = []
  /// Asked on the way to another moment; without any the timeline is to be thrown away.
  public var patience = Patience.endless

  var ancestry = Ancestry()
  /// The branches that have snapshots of their past: those that somebody is on, and those that were just left.
  var awake = [0]
  /// Those that nobody is on and that have snapshots of their own, in the order in which they were left.
  var resting: [Int] = []

  /// The world now.
  public var present: S {
    _read { yield head.simulation }
  }

  /// A run at its start. `eventsPerCheckpoint` bounds what a step back has to replay; `.max` keeps the
  /// start only.
  public init(_ start: S, eventsPerCheckpoint: Int = 20_000) {
    head = Head(simulation: start, inputs: 0, branch: 0)
    branches = [Branch(head, spacing: eventsPerCheckpoint)]
  }

  /// The branch that the run is on.
  public var branch: Branch<S> { branches[head.branch] }

  /// Whether the run is in its past: what comes next was done before.
  public var isInPast: Bool { head.moment < branches[head.branch].tip }

  /// Lets the run go on as `Simulation.advance(until:limit:)` does, and the twin as far.
  @discardableResult
  public mutating func advance(until end: Instant, limit: Int = .max) -> Int {
    guard twin != nil else { return branches[head.branch].lead(&head, until: end, limit: limit) }
    let processed = branches[head.branch].lead(&head, until: end, limit: limit)
    meetTwin()
    return processed
  }

  /// Lets the run go on to a moment that lies ahead; the virtual time is reached in any case, the number of events
  /// as far as there are so many by then, and of the branch's inputs those that came there.
  public mutating func advance(to moment: Moment) {
    branches[head.branch].lead(&head, to: moment, patience)
    for entry in branches[head.branch].journal.prefix(moment.inputs).dropFirst(head.inputs)
    where entry.at <= moment.at && entry.eventsBefore == head.events { head.take(entry) }
    meetTwin()
  }

  /// Lets one event happen if it is due by then, after the inputs that came before it in the past; says whether
  /// there was any of them. The virtual time stays with what happened.
  public mutating func step(notAfter end: Instant) -> Bool {
    guard let due = branches[head.branch].nextDue(head), due <= end else { return false }
    advance(until: due + Interval(nanoseconds: 1), limit: 1)
    return true
  }

  /// Lets the twin come as far as this one, and looks whether the two still do the same.
  private mutating func meetTwin() {
    guard twin != nil, !patience.isOver else { return }
    leadTwin()
    compare()
  }

  private mutating func leadTwin() {
    guard var other = twin?.head else { return }
    // Taken out meanwhile, so that there is only one owner and nothing has to be copied.
    twin!.head = head
    if let known = twin!.difference, known <= head.moment {
      _ = branches[other.branch].lead(&other, until: head.simulation.now, patience)
    } else {
      // Inside an instant, too, both must be at the same event, or what is pressed there would come at different ones.
      branches[other.branch].lead(&other, to: head.moment, patience)
    }
    twin!.head = other
  }

  /// Applies an input now and writes it into the journal; in the past it begins a new branch.
  public mutating func apply(_ input: S.Input, _ text: String) {
    if head.moment < branches[head.branch].tip { head.branch = beginBranch(at: head) }
    branches[head.branch].record(input, text, &head)
  }

  /// The same to the twin.
  public mutating func applyToTwin(_ input: S.Input, _ text: String) {
    guard var other = twin?.head else { return }
    if other.moment < branches[other.branch].tip { other.branch = beginBranch(at: other) }
    branches[other.branch].record(input, text, &other)
    twin!.head = other
  }

  /// Changes the present in a way that no event depends on, such as a verdict.
  public mutating func change(_ body: (inout S) -> Void) { body(&head.simulation) }

  /// A new branch that leaves another one where a head is; gives its position.
  private mutating func beginBranch(at head: Head<S>) -> Int {
    branches.append(Branch(leaving: branches[head.branch], at: head))
    ancestry.add(leaving: head.branch, at: head.moment)
    awake.append(branches.count - 1)
    // What the two did differently later on is another branch's business.
    // The twin may stand a few events further back in this instant.
    if let known = twin?.difference, self.head.moment < known { twin!.difference = nil }
    twin?.same = nil
    // Behind where the two parted they part anew.
    if let other = twin, head.moment < other.began {
      twin = TwinRun(head: other.head, began: head.moment, origin: head.simulation)
    }
    // The new one is about to be gone along.
    restBranches(besides: branches.count - 1)
    return branches.count - 1
  }
}

extension Timeline {
  /// Goes to a moment of the branch that the run is on, at most its tip; the twin goes to the same time.
  ///
  /// Nothing is forgotten. Complexity: the events since the nearest checkpoint.
  public mutating func go(to moment: Moment) {
    branches[head.branch].leaveTip(head)
    let branch = branches[head.branch]
    place(branch.world(at: min(moment, branch.tip), from: head, patience), on: head.branch)
  }

  /// Goes to the moment before the events of an instant, at most to the tip of the branch.
  public mutating func go(to at: Instant) {
    branches[head.branch].leaveTip(head)
    place(branches[head.branch].world(before: at, from: head, patience), on: head.branch)
  }

  /// Goes to a moment of another branch, at most its tip; nil is the tip. A twin ends. Where there is no such
  /// branch nothing happens.
  public mutating func go(toBranch branch: Int, at moment: Moment? = nil) {
    guard branches.indices.contains(branch) else { return }
    endTwin()
    branches[head.branch].leaveTip(head)
    wake(branch)
    let tip = branches[branch].tip
    place(branches[branch].world(at: min(moment ?? tip, tip), patience), on: branch)
    restBranches(besides: branch)
  }

  /// Gives the present moment a name.
  public mutating func bookmark(_ name: String) {
    bookmarks.append(Bookmark(name: name, branch: head.branch, moment: head.moment))
  }

  private mutating func place(_ world: Head<S>, on branch: Int) {
    head = world
    head.branch = branch
    guard let other = twin?.head else { return }
    branches[other.branch].leaveTip(other)
    var next = branches[other.branch].world(before: world.simulation.now, from: other, patience)
    next.branch = other.branch
    twin!.head = next
    meetTwin()
  }
}

extension Timeline {
  /// Lets a second run go beside this one from here on, on a branch of its own; until something is done to
  /// only one of them they do the same.
  public mutating func beginTwin() {
    endTwin()
    var other = head
    other.branch = beginBranch(at: head)
    twin = TwinRun(head: other, began: head.moment, origin: head.simulation)
  }

  /// Lets a branch, by its position, be the twin, from the present time on. Where there is no
  /// such branch nothing happens.
  public mutating func beginTwin(onBranch branch: Int) {
    guard branches.indices.contains(branch) else { return }
    endTwin()
    branches[head.branch].leaveTip(head)
    wake(branch)
    var other = branches[branch].world(before: head.simulation.now, patience)
    other.branch = branch
    let began = commonMoment(head.branch, branch)
    let origin = branches[branch].world(at: began, patience).simulation
    catchUp(&other)
    twin = TwinRun(head: other, began: began, origin: origin)
    compare()
    if twin!.difference == nil, !patience.isOver { leadTwin() }
  }

  /// A branch that ends before the present is run on to it, or the two would not be in lock step.
  private mutating func catchUp(_ other: inout Head<S>) {
    let now = head.simulation.now
    if other.simulation.now < now { _ = branches[other.branch].lead(&other, until: now, patience) }
  }

  /// Ends the twin; its branch stays.
  public mutating func endTwin() {
    guard let other = twin?.head else { return }
    branches[other.branch].leaveTip(other)
    twin = nil
  }

  /// Puts the twin into the place of this one and this one beside it.
  public mutating func swapWithTwin() {
    guard let other = twin?.head else { return }
    twin!.head = head
    twin!.same = twin!.same.map { (head: $0.twin, twin: $0.head) }
    head = other
  }

  /// Looks for the first moment at which the two runs do different things, once they have done any.
  private mutating func compare() {
    guard let there = twin, there.difference == nil else { return }
    let now = head.simulation.now
    // One that is held back at the same number of events has one more due by now, which is a difference, too.
    if head.doesSame(as: there.head), there.head.simulation.now == now {
      return twin!.same = (head, there.head)
    }
    let (branch, other) = (branches[head.branch], branches[there.head.branch])
    // Since they began they may have gone back behind that, and one of them left for another future.
    let began = min(there.began, commonMoment(head.branch, there.head.branch))
    var (left, right) = there.same ?? (branch.world(at: began, patience), other.world(at: began, patience))
    var steps = 0
    while left.doesSame(as: right) {
      steps += 1
      if steps % Patience.stretch == 0, patience.isOver { return }
      let hasMoved = branch.step(&left, notAfter: now), hasAlsoMoved = other.step(&right, notAfter: now)
      guard hasMoved || hasAlsoMoved else { return }
    }
    twin!.difference = min(left.moment, right.moment)
    twin!.same = nil
    // Held back so far by the number of events, from here on by the time.
    var late = there.head
    catchUp(&late)
    twin!.head = late
  }
}

/// A run that goes beside another one in lock step.
public struct TwinRun<S: Replayable>: Sendable {
  /// Where it is.
  public internal(set) var head: Head<S>
  /// Since when there are two.
  public let began: Moment
  /// The world at that moment, to compare with what came after it.
  public let origin: S
  /// The first moment at which the two did different things; nil as long as they have not.
  public internal(set) var difference: Moment?
  /// Both where they were last seen to have done the same.
  var same: (head: Head<S>, twin: Head<S>)?
}

extension Head {
  /// Whether the same happened here and there: the same events at the same times and in the same order, as many
  /// notes about everything, and the same counts.
  func doesSame(as other: Head) -> Bool {
    simulation.doesSame(as: other.simulation)
  }
}
