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
  /// Faults by their positions in the blueprint.
  struct Action: RawRepresentable, Sendable { let rawValue: Int }

  enum Event: UInt8, EventKind {
    /// A request comes; the slot is the source's position.
    case arrival
    /// A call is tried again, or has waited too long.
    case again, timeout
    /// A job has worked.
    case worked
  }

  /// What random numbers are for: one stream a source, a station and a call.
  struct Stream: StreamKind {
    let rawValue: Int
    static let arrivals = Stream(rawValue: 0)
    static func service(_ station: Int) -> Stream { Stream(rawValue: 100 + station) }
    static func pick(_ call: Int) -> Stream { Stream(rawValue: 200 + call) }
  }

  struct Source: Sendable {
    var arrivals: Arrivals<SystemLab>
    let call: Int
  }

  struct Call: Sendable {
    let target: Int
    /// The source that calls; -1 when a station does.
    let source: Int
    var picksRandomly = false, timeout = Interval.zero, isPatient = false
    var times = 0, wait = Interval.zero
    var budget = RetryBudget(ratio: 1), hasBudget = false
    /// The replica of the next attempt, counted from the station's first.
    var turn = 0
    /// How many are open, and the most retries that were allowed so far.
    var open = 0, mostTimes = 0
  }

  struct Station: Sendable {
    let replicas: Range<Int>, isExponential: Bool
    /// The call that it makes after it has worked; -1 when it makes none.
    let call: Int
    var slots = 1, queue = 0, time = Interval.zero, dropsAbandoned = false
    /// How long the newest jobs took, in milliseconds, for percentiles of what happens now.
    var newest = Recent<Double>(100)
  }

  struct Replica: Sendable {
    let station: Int
    var jobs = Engine.Station<Slot>(servers: 1)
    var isStalled = false, stalled = Instant.start
    var slotCeiling = Ceiling(0), queueCeiling = Ceiling(0)
  }

  var sources: ContiguousArray<Source>, calls: ContiguousArray<Call>
  var stations: ContiguousArray<Station>, replicas: ContiguousArray<Replica>
  var frames = Slab<Frame>()
  var observer: Observer

  init(_ context: inout Context<SystemLab>) {
    let blueprint = context.blueprint
    sources = ContiguousArray(
      blueprint.sources.enumerated().map { index, source in
        Source(arrivals: Arrivals(.arrival, Slot(index), stream: Stream.arrivals, of: index), call: source.call)
      })
    calls = ContiguousArray(blueprint.calls.map { Call(target: $0.target, source: $0.source ?? -1) })
    stations = ContiguousArray(
      blueprint.stations.map {
        Station(replicas: $0.replicas, isExponential: $0.isExponential, call: $0.call ?? -1)
      })
    replicas = ContiguousArray(blueprint.replicas.map { Replica(station: $0.station) })
    observer = Observer(blueprint)
    takeOver(&context)
  }

  /// Whether no call is open and no server has work.
  var isDrained: Bool { frames.count == 0 }

  mutating func handle(_ event: Event, _ slot: Slot, _ tag: UInt32, _ context: inout Context<SystemLab>) {
    switch event {
    case .arrival:
      let source = Int(slot)
      guard let number = sources[source].arrivals.next(tag, &context) else { return }
      context.count(.offered, at: source)
      begin(sources[source].call, for: (0, 0), number | UInt64(source) << 48, path: 0, &context)
    case .again: if frames.holds(slot, tag) { resume(slot, &context) }
    case .timeout: if frames.holds(slot, tag) { expire(slot, &context) }
    case .worked: if frames.holds(slot, tag) { finishWork(slot, &context) }
    }
  }

  mutating func reconfigure(_ context: inout Context<SystemLab>) {
    takeOver(&context)
    tellFaults(&context)
  }
}
