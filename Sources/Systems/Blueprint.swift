import Engine
import LabKit

/// A system as a file describes it, checked: nodes, and everything about them that can be set. Settings, calls, stations
/// and replicas are known by their positions.
struct Blueprint: Sendable {
  /// The file's name for it, the name on the screen, and a sentence.
  var name = "", title = "", about = ""
  /// Everything that a knob or fault can set, and what it is at the start.
  var settings: [Setting] = []
  /// The nodes in the order of the file.
  var nodes: [Node] = []
  var sources: [Source] = [], stations: [Station] = [], replicas: [Replica] = [], calls: [Call] = []
  var knobs: [Knob] = [], faults: [Fault] = [], promises: [Promise] = []
  /// What it must come to, for a system in the binary.
  var verifications: [Verification] = []

  /// One thing that can be set, such as `clients.arrivals`.
  struct Setting: Sendable {
    let path: String, quantity: Quantity, value: Double

    /// The name on the screen, which leaves out what the path says twice.
    var title: String { path.split(separator: ".").filter { $0 != "call" }.joined(separator: ".") }

    /// What it does, by the last word of its path.
    var help: String {
      let parts = path.split(separator: "."), owner = parts[0]
      return switch parts.last! {
      case "arrivals": "Requests of \(owner), Poisson."
      case "slots": "How many requests each of \(owner) serves at once."
      case "queue": "How many requests may wait at each of \(owner); what comes then is refused."
      case "time": "How long \(owner) takes for a request, on average."
      case "abandoned": "Whether \(owner) serves requests that nobody waits for any more."
      case "state": "Whether \(parts.dropLast().joined(separator: ".")) works or stands still."
      case "pick": "How \(owner) chooses among the replicas that it calls."
      case "timeout": "How long \(owner) waits for an answer."
      case "times": "How often \(owner) tries again, at most."
      case "wait": "How long \(owner) waits before it tries again."
      case "budget": "What successes give \(owner) for retries: without a budget every failure is tried again."
      default: "A setting of \(owner)."
      }
    }
  }

  /// What a node is.
  struct Node: Sendable {
    enum Kind: Sendable { case source(Int), station(Int) }
    let name: String, kind: Kind
  }

  /// Where requests come from.
  struct Source: Sendable {
    let name: String, node: Int
    /// Settings.
    let arrivals: Int
    var call: Int
  }

  /// Servers of one kind with a queue each.
  struct Station: Sendable {
    let name: String, node: Int
    /// Settings.
    let slots: Int, queue: Int, time: Int, abandoned: Int
    let isExponential: Bool
    let replicas: Range<Int>
    /// The call that it makes after it has worked; nil when it makes none.
    var call: Int?
  }

  /// One server.
  struct Replica: Sendable {
    let name: String, station: Int
    /// A setting: 0 is up, 1 is stalled.
    let state: Int
  }

  /// How one node calls another.
  struct Call: Sendable {
    let caller: String, target: Int
    /// The source that calls; nil when a station does.
    let source: Int?
    /// Settings.
    let pick: Int, timeout: Int, times: Int, wait: Int, budget: Int
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

  /// So much of what one meter counts is counted by another, over so many seconds.
  struct Promise: Sendable {
    let says: String
    let good: Readings<SystemLab>, all: Readings<SystemLab>
    let least: Double, seconds: Double
  }

  /// How many nodes a file may have, how many replicas in all, and how many places the queues of all of them have: what
  /// a run keeps is bounded by them.
  static let mostNodes = 20, mostReplicas = 100, mostPlaces = 200_000
  /// How many attempts may come of one request, since each call on its way multiplies them.
  static let mostAttempts = 200.0

  /// The name of the lab: apart from the stories, one of which has the same name as its system.
  var id: String { "system.\(name)" }

  /// What a setting is at most, whatever knobs and faults do, or at least.
  func extreme(of setting: Int, _ pick: (Double, Double) -> Double) -> Double {
    let turned = knobs.filter { $0.setting == setting }.flatMap { knob in
      knob.choices.isEmpty ? [knob.field.range.lowerBound, knob.field.range.upperBound] : knob.choices
    }
    let broken = faults.flatMap(\.changes).filter { $0.setting == setting }.map(\.value)
    return (turned + broken).reduce(settings[setting].value, pick)
  }
}
