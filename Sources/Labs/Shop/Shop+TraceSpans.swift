import Engine
import FirstEdition

extension Shop {
  /// What takes time for an order: the whole of it, and each call to a service.
  public enum TraceSpan: TraceSpanSet {
    /// An order, from its arrival until nothing is left to do or to undo.
    case order(serial: UInt32, Ending)
    /// One attempt at a step or at its compensation.
    case call(serial: UInt32, Service, undoes: Bool, attempt: Int, CallResult)

    /// How an order ends.
    public enum Ending: String, Sendable { case confirmed, compensated, stranded }

    /// What comes of a call.
    public enum CallResult: String, Sendable {
      case ok
      case refused = "refused by the service"
      case error, down
      case timeout = "timed out"
      case proxy = "sidecar dead"
      case certificate = "certificate expired"
      case breaker = "breaker open"
      case pool = "pool full"
    }

    /// `order`, or the step: `charge payment`, `refund payment attempt 2`.
    public var name: String {
      switch self {
      case .order: return "order"
      case .call(_, let service, let undoes, let attempt, _):
        let step = undoes ? service.compensation : service.step
        return attempt > 1 ? "\(step) attempt \(attempt)" : step
      }
    }

    /// The order's number.
    public var trace: UInt64 {
      switch self {
      case .order(let serial, _), .call(let serial, _, _, _, _): UInt64(serial)
      }
    }

    /// `confirmed`, `timed out` and so on.
    public var outcome: String {
      switch self {
      case .order(_, let ending): ending.rawValue
      case .call(_, _, _, _, let result): result.rawValue
      }
    }
  }

  /// A call to a service has ended, or never went out.
  ///
  /// Mutating although it changes nothing: otherwise it would copy the whole lab each time.
  mutating func traceCall(
    _ slot: UInt32, _ service: Service, _ result: TraceSpan.CallResult, since began: Instant,
    _ context: inout Context<Shop>
  ) {
    guard context.isRecorded else { return }
    let request = requests[slot]
    var undoes = false
    if case .compensating = request.saga.state { undoes = true }
    context.trace(
      .call(
        serial: request.serial, service, undoes: undoes, attempt: Int(request.attempt), result),
      since: began)
  }

  /// An order has ended.
  mutating func traceEnd(_ slot: UInt32, _ ending: TraceSpan.Ending, _ context: inout Context<Shop>) {
    context.trace(.order(serial: requests[slot].serial, ending), since: requests[slot].arrived)
  }
}

extension Shop.TraceSpan.CallResult {
  /// What a failure of the mesh or of the service comes to.
  init(_ failure: Mesh.Failure) {
    switch failure {
    case .error: self = .error
    case .down: self = .down
    case .timeout: self = .timeout
    case .proxy: self = .proxy
    case .certificate: self = .certificate
    }
  }
}
