import Engine
import FirstEdition

extension BulkheadLab {
  /// What takes time: a request, and its turn on a thread.
  public enum TraceSpan: TraceSpanSet {
    /// A request, from its arrival until it is answered or gives up.
    case request(serial: UInt32, Service, outcome: String)
    /// A thread works on it, or waits for the vendor.
    case work(serial: UInt32, Service, hasTimedOut: Bool)

    /// `payment request` or `payment on a thread`.
    public var name: String {
      switch self {
      case .request(_, let service, _): "\(service) request"
      case .work(_, let service, _): "\(service) on a thread"
      }
    }

    /// The request's number.
    public var trace: UInt64 {
      switch self {
      case .request(let serial, _, _), .work(let serial, _, _): UInt64(serial)
      }
    }

    /// `ok`, `timed out` and so on.
    public var outcome: String {
      switch self {
      case .request(_, _, let outcome): outcome
      case .work(_, _, let hasTimedOut): hasTimedOut ? "timed out" : "ok"
      }
    }
  }

  /// A request has ended; `began` is when its thread took it up, if one did.
  ///
  /// Mutating although it changes nothing: otherwise it would copy the whole lab each time.
  mutating func traceEnd(
    _ slot: UInt32, _ outcome: String, worked began: Instant?, _ context: inout Context<BulkheadLab>
  ) {
    guard context.isRecorded else { return }
    let request = requests[slot]
    if let began {
      context.trace(
        .work(serial: request.serial, request.service, hasTimedOut: request.hasTimedOut), since: began)
    }
    context.trace(
      .request(serial: request.serial, request.service, outcome: outcome), since: request.arrived)
  }
}
