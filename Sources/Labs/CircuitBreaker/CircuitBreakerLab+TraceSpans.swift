import Engine
import FirstEdition

extension CircuitBreakerLab {
  /// What takes time: a request, and the call that it makes.
  public enum TraceSpan: TraceSpanSet {
    /// A request, from its arrival to its answer.
    case request(number: UInt64, outcome: String)
    /// A call through the breaker.
    case call(number: UInt64, outcome: String)

    /// `request` or `call`.
    public var name: String {
      switch self {
      case .request: "request"
      case .call: "call"
      }
    }

    /// The request's number.
    public var trace: UInt64 {
      switch self {
      case .request(let number, _), .call(let number, _): number
      }
    }

    /// `ok`, `timed out`, `fallback` and so on.
    public var outcome: String {
      switch self {
      case .request(_, let outcome), .call(_, let outcome): outcome
      }
    }
  }
}

extension BreakerRequest.Result {
  /// In a word or two.
  var word: String {
    switch self {
    case .success: "ok"
    case .failure: "error"
    case .timeout: "timed out"
    case .rejected: "rejected"
    }
  }
}

extension BreakerRequest {
  /// How it ends, in a word or two.
  var outcome: String {
    switch phase {
    case .fallback: "fallback, breaker open"
    case .calling: result.word
    case .local, .waiting: "ok"
    }
  }
}
