import Engine
import FirstEdition
import Patterns

extension LoadShedding {
  /// What takes time: a request, its attempts, and what the servers have of each.
  public enum TraceSpan: TraceSpanSet {
    /// A request, from its first attempt until it is answered or given up.
    case request(number: UInt64, LoadShedder.Priority, Ending)
    /// An attempt, as the client sees it.
    case attempt(number: UInt64, attempt: Int, Ending)
    /// An attempt in line and at work, as the servers see it.
    case server(number: UInt64, attempt: Int, isInVain: Bool)

    /// How a request or an attempt ends.
    public enum Ending: String, Sendable {
      case ok, refused
      case timeout = "timed out"
    }

    /// `P0 request`, `attempt 2`, `at the servers, attempt 2`.
    public var name: String {
      switch self {
      case .request(_, let priority, _): "\(priority)".uppercased() + " request"
      case .attempt(_, let attempt, _): "attempt \(attempt)"
      case .server(_, let attempt, _): "at the servers, attempt \(attempt)"
      }
    }

    /// The request's number.
    public var trace: UInt64 {
      switch self {
      case .request(let number, _, _), .attempt(let number, _, _), .server(let number, _, _): number
      }
    }

    /// `ok`, `refused`, `timed out`, `in vain`.
    public var outcome: String {
      switch self {
      case .request(_, _, let ending), .attempt(_, _, let ending): ending.rawValue
      case .server(_, _, let isInVain): isInVain ? "in vain" : "ok"
      }
    }
  }
}
