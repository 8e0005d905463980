import Engine
import LabKit
import Patterns

/// The lab whose world is read from a file: requests go from sources to stations by calls, and one interpreter runs
/// whatever system that makes.
///
/// Everything on the way is a frame in one slab: a call that waits for its answer, and on its behalf a job at a replica.
/// A new attempt takes a new tag, so an answer to an earlier one finds nobody, and is known by that to be late.
struct SystemLab: Lab {
  /// Settings by their positions in the blueprint.
  typealias Knobs = [Double]
  /// Faults by their positions in the blueprint, and after them what is done once.
  struct Action: RawRepresentable, Sendable { let rawValue: Int }

  enum Event: UInt8, EventKind {
    /// A request comes; the slot is the source's position.
    case arrival
    /// A call is tried again, or has waited too long.
    case again, timeout
    /// A job has worked.
    case worked
    /// A user has thought; the slot is the source's position, the tag the user's.
    case user
    /// A source's rate changes, or many requests come at once; the slot is the source's position.
    case turn, burst
    /// A call has waited long enough to ask a second replica.
    case hedge
    /// A job comes to its replica, or its answer to its caller.
    case comes, returns
    /// Replicas are added or taken away; the slot is the scaler's position.
    case scale
  }

  /// What random numbers are for: one stream a source, a station and a call.
  struct Stream: StreamKind {
    let rawValue: Int
    static let arrivals = Stream(rawValue: 0)
    static func service(_ station: Int) -> Stream { Stream(rawValue: 100 + station) }
    static func pick(_ call: Int) -> Stream { Stream(rawValue: 200 + call) }
    static func wait(_ call: Int) -> Stream { Stream(rawValue: 300 + call) }
    static func wire(_ call: Int) -> Stream { Stream(rawValue: 400 + call) }
    static func error(_ station: Int) -> Stream { Stream(rawValue: 500 + station) }
    static func choice(_ station: Int) -> Stream { Stream(rawValue: 600 + station) }
    static func key(_ source: Int) -> Stream { Stream(rawValue: 700 + source) }
    static func kind(_ source: Int) -> Stream { Stream(rawValue: 800 + source) }
    static func think(_ source: Int) -> Stream { Stream(rawValue: 900 + source) }
    static func life(_ station: Int) -> Stream { Stream(rawValue: 1000 + station) }
  }

  struct Source: Sendable {
    var arrivals: Arrivals<SystemLab>
    let call: Int, hasKeys: Bool, hasClasses: Bool, isClosed: Bool
    /// The rate that is set; with a course the arrivals have a part of it.
    var rate = 0.0
    /// Which users are there, how many there should be, and what they did so far.
    var present: ContiguousArray<Bool> = [], users = 0, think = Interval.zero
    /// Requests that came other than one by one.
    var others = 0 as UInt64
  }

  struct Station: Sendable {
    let replicas: Range<Int>, steps: Range<Int>, hasSlowing: Bool
    var slots = 1, queue = 0, errors = 0.0, dropsAbandoned = false, order = Order.fifo
    /// How many of its replicas there are, and how many a controller wants; 0 where none does.
    var present = 1, wanted = 0
    /// Whether the number is set to another one than at the start, which goes before what a controller wants.
    var isTurned = false
    /// The messages that it takes; -1 for none.
    var group = -1
    var coalesces = false, ttl = Interval.zero, lives = true
    /// How long those who call it wait, at most.
    var patience = Interval.zero
    /// How busy it was at the looks since a controller looked, and how many those were.
    var utilizations = 0.0, looks = 0

    /// Whether it has a number of slots, or works on whatever comes.
    var isBounded: Bool { slots < SystemLab.unbounded }
  }

  /// What stands for a number of slots or places without bounds: more than there can be frames.
  static let unbounded = 1_000_000

  enum Order: Int, Sendable { case fifo, lifo, priority }

  /// A step of a station, flat, so that a run looks nowhere else.
  struct Step: Sendable {
    enum Kind: UInt8, Sendable { case work, calls, choose, look, publish }
    let kind: Kind
    /// How many calls must succeed, or the topic that is published in.
    var needed = 0, calls = 0..<0, time = Interval.zero, shape = Shape.constant
  }

  enum State: Int, Sendable { case up, slow, stalled, crashed, silent }

  struct Replica: Sendable {
    let station: Int
    /// How many slots it has now; none while it stands still.
    var servers = 0, busy = 0, line = Line()
    var state = State.up, stalled = Instant.start
    var slotCeiling = Ceiling(0), queueCeiling = Ceiling(0)

    /// How many jobs it has.
    var count: Int { busy + line.count }
    var isStalled: Bool { state == .stalled }
  }

  var sources: ContiguousArray<Source>, calls: ContiguousArray<Call>, policies: ContiguousArray<Policies> = []
  var stations: ContiguousArray<Station>, steps: ContiguousArray<Step>, replicas: ContiguousArray<Replica>
  /// What replicas keep by key, and how long the newest jobs of stations took, in milliseconds. Apart from these, which
  /// are small and looked at by every event.
  var stores: ContiguousArray<Store>, newest: ContiguousArray<Recent<Double>>
  var frames = Slab<Frame>()
  /// How a call sees each of the replicas that it may choose.
  var links: ContiguousArray<Link>
  var scalers: ContiguousArray<ReplicaAutoscaler>
  var topics: ContiguousArray<Channel> = [], groups: ContiguousArray<Group> = []
  /// Jobs and answers that are on their way, and jobs that a silent server has.
  var underWay = 0, swallowed = 0
  var observer: Observer

  init(_ context: inout Context<SystemLab>) {
    let blueprint = context.blueprint
    sources = ContiguousArray(
      blueprint.sources.enumerated().map { index, source in
        Source(
          arrivals: Arrivals(.arrival, Slot(index), source.spacing, stream: Stream.arrivals, of: index),
          call: source.call, hasKeys: source.keys != nil, hasClasses: !source.classes.isEmpty,
          isClosed: source.users != nil)
      })
    links = []
    calls = []
    for call in blueprint.calls {
      calls.append(Call(call, links: links.count))
      policies.append(Policies(call))
      links += call.weights.map { _ in Link() }
    }
    (stations, steps) = ([], [])
    for station in blueprint.stations {
      let made = SystemLab.steps(of: station)
      stations.append(
        Station(
          replicas: station.replicas, steps: steps.count..<steps.count + made.count,
          hasSlowing: station.slowing != .none))
      steps += made
    }
    replicas = ContiguousArray(blueprint.replicas.map { Replica(station: $0.station) })
    scalers = ContiguousArray(blueprint.scalers.map { ReplicaAutoscaler(target: 1, range: $0.range) })
    for scaler in blueprint.scalers { stations[scaler.station].wanted = scaler.range.lowerBound }
    stores = ContiguousArray(repeating: Store(), count: replicas.count)
    newest = ContiguousArray(repeating: Recent(100), count: stations.count)
    observer = Observer(blueprint)
    for (index, topic) in blueprint.topics.enumerated() {
      topics.append(Channel(station: topic.station, groups: groups.count..<groups.count + topic.consumers.count))
      for consumer in topic.consumers {
        stations[consumer].group = groups.count
        groups.append(Group(topic: index, station: consumer))
      }
    }
    for (index, station) in blueprint.stations.enumerated() where station.store != nil {
      for place in station.replicas { clear(place, station: index, context.blueprint) }
    }
    takeOver(&context)
    warm(&context)
    begin(&context)
  }

  /// The steps of a station; a job begins with work, if only of no time, so that it ends in an event of its own.
  private static func steps(of station: Blueprint.Station) -> [Step] {
    var steps = station.steps.map { step in
      switch step {
      case .work(_, let shape): Step(kind: .work, shape: shape)
      case .calls(let calls, let needed): Step(kind: .calls, needed: needed, calls: calls)
      case .choose(let calls): Step(kind: .choose, calls: calls)
      case .look(let call): Step(kind: .look, calls: call..<call + 1)
      case .publish(let topic): Step(kind: .publish, needed: topic)
      }
    }
    if steps.first?.kind != .work { steps.insert(Step(kind: .work), at: 0) }
    return steps
  }

  /// Whether no call is open, no server has work and no message is under way.
  var isDrained: Bool { frames.count == 0 }

  mutating func handle(_ event: Event, _ slot: Slot, _ tag: UInt32, _ context: inout Context<SystemLab>) {
    switch event {
    case .arrival:
      let source = Int(slot)
      guard let number = sources[source].arrivals.next(tag, &context) else { return }
      ask(source, number << 1, user: 0, &context)
    case .again: if frames.holds(slot, tag) { resume(slot, &context) }
    case .timeout: if frames.holds(slot, tag) { expire(slot, &context) }
    case .worked: if frames.holds(slot, tag) { finishWork(slot, &context) }
    case .user: think(Int(slot), user: Int(tag), &context)
    case .turn: followCourse(Int(slot), &context)
    case .burst: if tag == 0 { burst(Int(slot), &context) }
    case .hedge: if frames.holds(slot, tag) { hedge(slot, &context) }
    case .comes:
      if frames.holds(slot, tag) {
        underWay -= 1
        arrive(slot, &context)
      }
    case .returns:
      if frames.holds(slot, tag) {
        underWay -= 1
        bring(slot, &context)
      }
    case .scale: scale(Int(slot), &context)
    }
  }

  mutating func reconfigure(_ context: inout Context<SystemLab>) {
    takeOver(&context)
    tellFaults(&context)
  }

  mutating func act(_ action: Action, _ member: Int, _ context: inout Context<SystemLab>) {
    let blueprint = context.blueprint, deed = blueprint.deeds[action.rawValue - blueprint.faults.count]
    context.note(.injected(says: deed.says), cause: context.input)
    observer.healed = nil
    switch deed.kind {
    case .clear(let station): for place in stations[station].replicas { stores[place].cache?.removeAll() }
    case .burst(let source): burst(source, &context)
    }
  }
}
