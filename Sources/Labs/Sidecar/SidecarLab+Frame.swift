import Engine
import FirstEdition
import Patterns

extension SidecarLab {
  /// A service at work on a request: what it waits for, and who waits for it.
  struct Frame: Sendable {
    /// What its random draws are keyed by: the request and the attempts on the way to here. The same in every mode.
    let key: UInt64
    let service: Int, instance: Int
    /// The replacement of the instance that it runs on: an instance that is replaced ends what it has begun.
    var generation: UInt32
    /// The last service of its chain.
    let bottom: Int
    /// Who called, on which attempt; nil at the top.
    let caller: Caller?
    /// The frame at the top and its key.
    var root: UInt32, rootKey: UInt64
    let began: Instant
    /// What is done for its own calls.
    var features: Features
    /// Whether the call to here is encrypted, and how long it was in proxies or libraries.
    var isEncrypted = false
    var added = Interval.zero
    /// Its own call: how many attempts, which is awaited (0 for none), since when, with which permit of the breaker.
    var attempts = 0
    var token: UInt32 = 0
    var calledAt: Instant = .start
    var permit: CircuitBreaker.Permit?
    /// How it ended, and why when that was badly.
    var hasSucceeded = false
    var failure = Failure.error
    var isAlive = true
    /// At the top only: how many calls of the request came to the bottom.
    var bottomCalls = 0
    var isByHand = false

    struct Caller: Sendable {
      let slot: UInt32, key: UInt64, token: UInt32
    }
  }

  /// Why a call came to nothing.
  public enum Failure: Int, CaseIterable, Sendable {
    case error, refused, slow, breaker, proxy, certificate, instance

    var text: String {
      switch self {
      case .error: "the bottom answered with an error"
      case .refused: "the bottom is down"
      case .slow: "it took too long"
      case .breaker: "a breaker is open"
      case .proxy: "a sidecar is dead"
      case .certificate: "a certificate has run out"
      case .instance: "no instance took the call"
      }
    }

    var word: String {
      switch self {
      case .error: "errors"
      case .refused: "bottom down"
      case .slow: "too slow"
      case .breaker: "breaker open"
      case .proxy: "sidecar dead"
      case .certificate: "certificate"
      case .instance: "no instance"
      }
    }
  }

  /// The requests in numbers, counted as they end.
  struct Requests: Sendable {
    var begun = 0, succeeded = 0, failed = 0, turnedAway = 0
    var running = 0
    /// Why requests failed.
    var failures = [Int](repeating: 0, count: Failure.allCases.count)
    /// The number of the newest attempt.
    var tokens: UInt32 = 0
    var byHand: UInt64 = 0
  }

  /// The note that explains a failure.
  func cause(_ failure: Failure) -> NoteID {
    switch failure {
    case .error: signs.errorCause
    case .refused: self[.bottomDown] ?? .chance
    case .slow: self[.bottomSlow] ?? .chance
    case .breaker: signs.openedCause
    case .proxy: self[.sidecarDies] ?? .chance
    case .certificate: self[.certificateExpires] ?? self[.controlPlaneDown] ?? signs.certificateCause
    case .instance: self[.controlPlaneDown] ?? .chance
    }
  }
}
