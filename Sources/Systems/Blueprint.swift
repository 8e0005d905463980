import Engine
import LabKit
import Patterns

/// A system as a file describes it, checked: nodes, and everything about them that can be set. Settings, calls, stations
/// and replicas are known by their positions.
struct Blueprint: Sendable {
  /// The file's name for it, the name on the screen, and a sentence.
  var name = "", title = "", about = ""
  /// The seed that the file asks for.
  var seed: UInt64 = 1
  /// Everything that a knob or fault can set, and what it is at the start.
  var settings: [Setting] = []
  /// The nodes in the order of the file.
  var nodes: [Node] = []
  var sources: [Source] = [], classes: [Class] = [], stations: [Station] = [], replicas: [Replica] = []
  var calls: [Call] = [], topics: [Topic] = [], zones: [Zone] = [], scalers: [Scaler] = []
  var knobs: [Knob] = [], faults: [Fault] = [], deeds: [Deed] = [], promises: [Promise] = []
  /// What is done when, and what must come of it.
  var tale: Tale?
  /// What it must come to, for a system in the binary.
  var verifications: [Verification] = []

  /// One thing that can be set, such as `clients.arrivals`.
  struct Setting: Sendable {
    let path: String, quantity: Quantity, value: Double
  }

  /// What a node is.
  struct Node: Sendable {
    enum Kind: Sendable { case source(Int), station(Int) }
    let name: String, kind: Kind
  }

  /// Where requests come from: at a rate, or from users who wait for an answer and think before they ask again.
  struct Source: Sendable {
    let name: String, node: Int
    /// Settings; the other one is nil.
    let arrivals: Int?, users: Int?
    var think: (mean: Int, shape: Shape)?
    var spacing = Engine.Source.Spacing.poisson
    var course: Course?
    /// So many at once, at a time or when an action says so.
    var burst: (count: Int, at: Double?)?
    var keys: KeyUse?
    var classes = 0..<0
    var call = 0
  }

  /// Some of a source's requests.
  struct Class: Sendable {
    let name: String, priority: Int
    /// The shares of those before it and its own.
    let upTo: Double
  }

  /// Servers of one kind with a queue each.
  struct Station: Sendable {
    let name: String, node: Int
    /// Settings.
    let slots: Int, queue: Int, order: Int, abandoned: Int, errors: Int, present: Int
    var slowing = Slowing.none
    let replicas: Range<Int>
    var steps: [Step] = []
    var store: Store?
    /// Its calls.
    var calls = 0..<0
  }

  /// What a server does for a request, one after the other.
  enum Step: Sendable {
    /// A time of work: a setting, and how it is spread.
    case work(time: Int, shape: Shape)
    /// Calls, of which so many must succeed; they are made at once.
    case calls(Range<Int>, needed: Int)
    /// One of these calls, by their shares.
    case choose(Range<Int>)
    /// A look into the store; what is not there is asked for by a call.
    case look(Int)
    /// Something is published in a topic.
    case publish(Int)
  }

  /// Messages that are kept until stations take them; each station that consumes it gets every message.
  struct Topic: Sendable {
    /// The station that stands for it.
    let station: Int
    /// Settings.
    let places: Int, deliveries: Int
    var consumers: [Int] = []
  }

  /// What a station keeps by key.
  struct Store: Sendable {
    /// Settings.
    let entries: Int, ttl: Int, coalesce: Int
    let eviction: KeyedCache.Eviction, jitter: Double, isWarm: Bool
    /// How many keys there are, and whose use it is warmed by.
    var keys = 0, use: Int?
  }

  /// One server.
  struct Replica: Sendable {
    let name: String, station: Int
    /// A setting: a position in `states`.
    let state: Int
  }

  /// The states of a replica.
  static let states = ["up", "slow", "stalled", "crashed", "silent"]

  /// Replicas that a fault meets together.
  struct Zone: Sendable {
    /// A setting, as of a replica.
    let state: Int
    let replicas: [Int]
  }

  /// How one node calls another.
  struct Call: Sendable {
    /// What it is called in meters.
    let name: String, caller: String, target: Int
    /// The node that calls.
    let node: Int
    /// The source that calls; nil when a station does.
    let source: Int?
    /// Settings.
    let pick: Int, timeout: Int, deadline: Int, times: Int, wait: Int, growth: Int, longest: Int, budget: Int
    let hedge: Int, breaker: Int, breakerWait: Int, breakerWindow: Int, limit: Int, burst: Int, pool: Int, line: Int
    let fallback: Int, delay: Int, loss: Int, wire: Int
    let share: Double, weights: [Int], points: Int
    let place: String
  }

  /// How a call chooses among replicas, by position.
  static let picks = [
    "round robin", "random", "weighted", "least connections", "least response time", "best of two", "hash", "ring",
  ]

  /// How waits between attempts grow.
  static let growths = ["constant", "exponential", "equal jitter", "full jitter", "decorrelated"]

  /// What adds and takes away replicas by how busy they are.
  struct Scaler: Sendable {
    let station: Int, every: Double, range: ClosedRange<Int>
    /// A setting: how busy they should be.
    let target: Int
  }

  /// A setting worth a slider.
  struct Knob: Sendable {
    let setting: Int, field: KnobField
    /// The values by the position of a choice; empty for a range.
    let choices: [Double]
  }

  /// What a key does: settings that are something else while it is injected.
  struct Fault: Sendable {
    let name: String, key: Character, says: String
    let changes: [(setting: Int, value: Double)]
  }

  /// What a key does once.
  struct Deed: Sendable {
    enum Kind: Sendable { case clear(station: Int), burst(source: Int) }
    let name: String, key: Character, says: String, kind: Kind
  }

  /// So much of what one meter counts is counted by another, over so many seconds.
  struct Promise: Sendable {
    let says: String
    let good: Readings<SystemLab>, all: Readings<SystemLab>
    let least: Double, seconds: Double
    /// The faults, by their positions, against which it is not made.
    let exceptions: [Int]
    /// The knobs that switch off what keeps it, and the fault that then breaks it, by its position; nil where the file does
    /// not say.
    let off: (settings: [(key: String, value: String)], fault: Int?)?
  }

  /// The story of a system: a twin that differs in some knobs, what is done when, and how the promises stand at the end.
  struct Tale: Sendable {
    /// Knobs by position.
    let twin: [(knob: Int, value: Double)]
    /// What is done, as stories say it, in the order of time.
    let inputs: [(seconds: Double, text: String)]
    let end: Double
    /// Whether the first run's promises are broken at the end, and the twin's; nil where nothing is said.
    let isBroken: Bool?, isTwinBroken: Bool?
  }

  /// How many nodes a file may have, how many replicas in all, and how many places the queues of all of them have: what
  /// a run keeps is bounded by them.
  static let mostNodes = 30, mostReplicas = 200, mostPlaces = 200_000, mostKeys = 20_000
  /// How many attempts may come of one request, since each call on its way multiplies them.
  static let mostAttempts = 200.0
  /// How many calls and jobs there may be at once; what comes then is refused.
  static let mostFrames = 400_000

  /// The name of the lab: apart from the stories, one of which has the same name as its system.
  var id: String { "system.\(name)" }

  /// From which node to which requests and messages go.
  var ways: [(from: Int, to: Int)] {
    calls.map { ($0.node, stations[$0.target].node) }
      + topics.flatMap { topic in topic.consumers.map { (stations[topic.station].node, stations[$0].node) } }
  }

  /// Where a knob stands for a value of its setting; nil when it cannot be turned there.
  func position(of knob: Knob, at value: Double) -> Double? {
    guard knob.choices.isEmpty else { return knob.choices.firstIndex(of: value).map(Double.init) }
    let position = value * settings[knob.setting].quantity.scale
    return knob.field.range.contains(position) ? position : nil
  }

  /// What a setting is at most, whatever knobs and faults do, or at least.
  func extreme(of setting: Int, _ pick: (Double, Double) -> Double) -> Double {
    let scale = settings[setting].quantity.scale
    let turned = knobs.filter { $0.setting == setting }.flatMap { knob in
      knob.choices.isEmpty
        ? [knob.field.range.lowerBound / scale, knob.field.range.upperBound / scale] : knob.choices
    }
    let broken = faults.flatMap(\.changes).filter { $0.setting == setting }.map(\.value)
    return (turned + broken).reduce(settings[setting].value, pick)
  }
}

extension Blueprint.Setting {
  /// The name on the screen, which leaves out what the path says twice.
  var title: String { path.split(separator: ".").filter { $0 != "call" }.joined(separator: ".") }

  /// What it does, by the last words of its path.
  var help: String {
    let parts = path.split(separator: ".").map(String.init), owner = parts[0]
    return switch parts.suffix(2).joined(separator: ".") {
    case "wire.delay": "How long a message of \(owner) is on its way, one way."
    case "wire.loss": "How many messages of \(owner) are lost."
    case "wire.state": "Whether messages of \(owner) come through at all."
    case "retry.times": "How often \(owner) tries again, at most."
    case "retry.wait": "How long \(owner) waits before it tries again the first time."
    case "retry.growth": "How the waits of \(owner) between attempts grow."
    case "retry.most": "How long \(owner) waits at most between attempts."
    case "retry.budget": "What successes give \(owner) for retries: without a budget every failure is tried again."
    case "breaker.opens": "How many of its last calls may fail before \(owner) stops calling."
    case "breaker.wait": "How long \(owner) does not call before it tries."
    case "breaker.window": "Over how many calls \(owner) counts failures."
    case "limit.rate": "How many calls \(owner) makes a second at most."
    case "limit.burst": "How many calls \(owner) makes at once at most."
    case "pool.size": "How many calls \(owner) has under way at most."
    case "pool.line": "How many calls of \(owner) may wait for one of those to end."
    case "store.entries": "How many keys \(owner) keeps."
    case "store.ttl": "How long \(owner) keeps a key."
    case "topic.places": "How many messages \(owner) keeps for each that consumes them."
    case "topic.deliveries": "How often a message of \(owner) is delivered at most."
    case "miss.coalesce": "Whether \(owner) asks once for a key that many want."
    default:
      switch parts.last! {
      case "arrivals": "Requests of \(owner)."
      case "users": "How many users \(owner) are: each waits for its answer before it asks again."
      case "think": "How long a user of \(owner) thinks between an answer and the next request."
      case "slots": "How many requests each of \(owner) serves at once."
      case "queue": "How many requests may wait at each of \(owner); what comes then is refused."
      case "order": "Who of those that wait at \(owner) is next."
      case "time": "How long \(owner) takes for a request, on average."
      case "errors": "How much of the work of \(owner) fails."
      case "abandoned": "Whether \(owner) serves requests that nobody waits for any more."
      case "replicas": "How many of \(owner) there are."
      case "state": "Whether \(parts.dropLast().joined(separator: ".")) works."
      case "target": "How busy \(owner) should be."
      case "pick": "How \(owner) chooses among the replicas that it calls."
      case "timeout": "How long \(owner) waits for an answer."
      case "deadline": "Whether those that \(owner) calls know until when its caller waits."
      case "hedge": "After how long without an answer \(owner) asks a second replica."
      case "fallback": "Whether \(owner) does without an answer when a call fails."
      default: "A setting of \(owner)."
      }
    }
  }
}
