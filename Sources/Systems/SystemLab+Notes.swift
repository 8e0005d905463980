import Engine
import Grid
import LabKit

extension SystemLab {
  /// What a note is about, one for each panel.
  enum Topic: Int { case system, work, waiting, times, stations }

  /// What is told, with the names from the file.
  enum Note: NoteKind {
    case injected(says: String)
    case healed(fault: String, waiting: Int)
    case collapsed(source: String, percent: Int)
    case outlives(source: String, fault: String, seconds: Int)
    case recovered(source: String)
    case retriesPrevail(caller: String, retries: Int, firsts: Int)
    case retriesEase(caller: String)
    case heldBack(caller: String)
    case wasteful(station: String, percent: Int)
    case useful(station: String)
    case refuses(station: String)
    case acceptsAgain(station: String)
    case opened(caller: String)
    case scaled(station: String, from: Int, to: Int)
    case tooLate(replica: String, waiting: Int, wait: Interval)

    func write(to writer: inout NoteWriter) {
      switch self {
      case .injected(let says): writer.headline(Topic.system, says)
      case .healed(let fault, let waiting):
        let rest = waiting == 0 ? "nothing waits" : "\(waiting) calls still wait at servers"
        writer.headline(Topic.system, "The \(fault) is over: \(rest).")
      case .collapsed(let source, let percent):
        let verb = source.verb("get")
        writer.headline(Topic.system, "Collapse: \(source) \(verb) \(percent) % of the answers in time.")
      case .outlives(let source, let fault, let seconds):
        let verb = source.verb("get")
        writer.headline(Topic.system, "\(fault) ended \(seconds) s ago: \(source) still \(verb) no answers.")
      case .recovered(let source):
        writer.headline(Topic.system, "\(source) \(source.verb("get")) answers in time again.")
      case .retriesPrevail(let caller, let retries, let firsts):
        writer.observation(
          Topic.work,
          "A retry storm: \(caller) \(caller.verb("send")) \(retries)/s again on top of \(firsts)/s.")
      case .retriesEase(let caller): writer.observation(Topic.work, "The retries of \(caller) subside.")
      case .heldBack(let caller):
        writer.observation(Topic.work, "\(caller): the retry budget is empty, failures are final.")
      case .wasteful(let station, let percent):
        writer.observation(Topic.work, "\(station): \(percent) % of the work is wasted, nobody waits for it any more.")
      case .useful(let station): writer.observation(Topic.work, "\(station): somebody waits for the work again.")
      case .refuses(let station): writer.observation(Topic.waiting, "\(station): a queue is full, calls are refused.")
      case .acceptsAgain(let station): writer.observation(Topic.waiting, "\(station): no call is refused any more.")
      case .opened(let caller): writer.observation(Topic.work, "The breaker of \(caller) opens: it calls no more.")
      case .scaled(let station, let from, let to):
        writer.observation(Topic.waiting, "\(station): \(from.of("replica")) become \(to).")
      case .tooLate(let replica, let waiting, let wait):
        let time = Figure.seconds(wait.seconds)
        writer.observation(Topic.waiting, "\(replica): \(waiting) wait, for \(time) from now: longer than any caller.")
      }
    }
  }
}

extension String {
  /// A verb as it goes with this name: `clients get`, but `app gets`.
  fileprivate func verb(_ verb: String) -> String { hasSuffix("s") ? verb : verb + "s" }
}
