import Engine

/// A service that is called, and how long its caller waits for it.
public struct Dependency: Sendable, Equatable {
  /// How it is.
  public enum Health: Sendable, Equatable {
    /// Answers as fast as it can.
    case healthy
    /// Takes so many times as long.
    case slow(Double)
    /// Refuses connections, and resets those that are open; a refusal takes so long.
    case refusing(after: Interval)
    /// Says nothing at all: its callers wait until their time is over.
    case silent
  }

  /// Why a call brings nothing.
  public enum Failure: UInt8, Sendable {
    /// The answer is an error.
    case error
    /// The connection was refused or reset.
    case refused
    /// The caller waits no longer.
    case timeout
  }

  /// What a call will bring, as things stand when it begins.
  public struct Call: Sendable, Equatable {
    /// How long it takes.
    public let takes: Interval
    /// Nil for an answer.
    public let failure: Failure?

    /// A call that takes so long and brings an answer, or fails.
    @inlinable public init(_ takes: Interval, _ failure: Failure? = nil) {
      (self.takes, self.failure) = (takes, failure)
    }
  }

  /// How it is.
  public var health = Health.healthy
  /// Whether nobody gets an answer: it refuses, or says nothing.
  @inlinable public var isDead: Bool {
    switch health {
    case .healthy, .slow: false
    case .refusing, .silent: true
    }
  }
  /// How long an answer takes on average while it is healthy, exponential.
  public var mean: Interval
  /// The share of answers, 0...1, that are errors.
  public var errorShare: Double
  /// How long the caller waits; nil for as long as it takes.
  public var timeout: Interval?

  /// What a call takes that nobody ever ends.
  @inlinable static var forever: Interval { Interval(nanoseconds: .max) }

  /// A healthy service.
  public init(mean: Interval, errorShare: Double = 0, timeout: Interval? = nil) {
    (self.mean, self.errorShare, self.timeout) = (mean, errorShare, timeout)
  }

  /// A call begins; `way` is what comes on top of the work. Two numbers are drawn, whatever becomes of it, so that a
  /// fault shifts no other call. One that nobody ever ends takes until the distant future.
  @inlinable public func call(_ draw: inout Draw, way: Interval = .zero) -> Call {
    let isError = draw.chance(errorShare)
    let work = mean * draw.exponential()
    let takes: Interval
    switch health {
    case .healthy: takes = work + way
    case .slow(let times): takes = work * times + way
    case .refusing(let after): return Call(after, .refused)
    case .silent: return Call(timeout ?? Dependency.forever, .timeout)
    }
    if let timeout, takes > timeout { return Call(timeout, .timeout) }
    return Call(takes, isError ? .error : nil)
  }

  /// What has become of a call that would end now, so long after it began: an answer that was under way when the
  /// service died never comes. Then the call is reset, or goes on until its time is over.
  @inlinable public func end(_ call: Call) -> Call {
    switch health {
    case .healthy, .slow: return call
    case .refusing: return Call(call.takes, call.failure ?? .refused)
    case .silent: return call.failure == .timeout ? call : Call(timeout ?? Dependency.forever, .timeout)
    }
  }
}
