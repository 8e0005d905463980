import Engine
import FirstEdition

extension SidecarLab {
  /// What takes time: a request, and every attempt of a service to call the next one.
  public enum TraceSpan: TraceSpanSet {
    /// A request at the front door.
    case request(key: UInt64, Failure?)
    /// A call to a service, as its caller sees it.
    case call(key: UInt64, to: Int, attempt: Int, Failure?)

    /// `request`, `call to B`, `call to B attempt 2`.
    public var name: String {
      switch self {
      case .request: "request"
      case .call(_, let service, let attempt, _):
        "call to \(SidecarLab.serviceNames[service])" + (attempt > 1 ? " attempt \(attempt)" : "")
      }
    }

    /// The request's number.
    public var trace: UInt64 {
      switch self {
      case .request(let key, _), .call(let key, _, _, _): key / SidecarLab.keysPerRequest
      }
    }

    /// `ok`, or what went wrong.
    public var outcome: String {
      switch self {
      case .request(_, let failure), .call(_, _, _, let failure): failure.map(\.text) ?? "ok"
      }
    }
  }

  /// The call of a service has ended, or never went out.
  ///
  /// Mutating although it changes nothing: otherwise it would copy the whole lab each time.
  mutating func traceCall(_ slot: UInt32, _ failure: Failure?, _ context: inout Context<SidecarLab>) {
    guard context.isRecorded else { return }
    let frame = frames[slot]
    context.trace(
      .call(key: frame.rootKey, to: frame.service + 1, attempt: frame.attempts, failure),
      since: frame.calledAt)
  }
}
