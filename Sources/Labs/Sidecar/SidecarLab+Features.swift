import Engine
import FirstEdition
import Patterns

extension SidecarLab {
  /// What every service needs and none should have to write itself, in the order in which libraries get it.
  enum Feature: Int, CaseIterable, Sendable {
    case timeouts, retries, telemetry, mTLS, breaker

    var title: String {
      switch self {
      case .timeouts: "timeouts"
      case .retries: "retries"
      case .telemetry: "telemetry"
      case .mTLS: "mTLS"
      case .breaker: "breaker"
      }
    }
  }

  /// The features as they are switched: what a proxy is told.
  struct Features: Sendable, Equatable {
    var hasMTLS: Bool
    var retries: Int
    var timeoutMilliseconds: Double
    var hasBreaker: Bool
    var hasTelemetry: Bool

    init(_ knobs: Knobs) {
      hasMTLS = knobs.hasMTLS
      retries = knobs.retries
      timeoutMilliseconds = knobs.timeoutMilliseconds
      hasBreaker = knobs.hasBreaker
      hasTelemetry = knobs.hasTelemetry
    }

    /// Nothing is done for anybody.
    static let nothing: Features = {
      var knobs = Knobs()
      (knobs.hasMTLS, knobs.retries, knobs.timeoutMilliseconds) = (false, 0, 0)
      (knobs.hasBreaker, knobs.hasTelemetry) = (false, false)
      return Features(knobs)
    }()

    func isOn(_ feature: Feature) -> Bool {
      switch feature {
      case .timeouts: timeoutMilliseconds > 0
      case .retries: retries > 0
      case .telemetry: hasTelemetry
      case .mTLS: hasMTLS
      case .breaker: hasBreaker
      }
    }

    mutating func switchOff(_ feature: Feature) {
      switch feature {
      case .timeouts: timeoutMilliseconds = 0
      case .retries: retries = 0
      case .telemetry: hasTelemetry = false
      case .mTLS: hasMTLS = false
      case .breaker: hasBreaker = false
      }
    }

    var retryPolicy: RetryPolicy {
      RetryPolicy(
        .fullJitter(first: .milliseconds(25), coefficient: 2, cap: .seconds(1)), maxAttempts: retries + 1)
    }
  }

  static let languageNames = ["Java", "Go", "Python", "Swift", "Rust"]
  static let serviceNames = ["web", "orders", "payment", "stock", "ledger", "vendor"]
  /// The service that keys break; every chain has it.
  static let orders = 1

  /// The language that a service is written in.
  func language(_ service: Int) -> Int { service % knobs.languages }

  /// Whether the library of a language has a feature: the pieces are written language by language.
  func isWritten(_ feature: Feature, _ language: Int) -> Bool {
    knobs.libraryWork > language * Feature.allCases.count + feature.rawValue
  }

  /// Whether a feature works for services in a language, if it is switched on.
  func isCovered(_ feature: Feature, _ language: Int) -> Bool {
    switch knobs.mode {
    case .sidecars: true
    case .libraries: isWritten(feature, language)
    case .none: false
    }
  }

  /// What is done for a call from an instance to the next service. What both ends must be able to do is in it only when
  /// both are.
  func features(from instance: Int, toService service: Int) -> Features {
    switch knobs.mode {
    case .none: return .nothing
    case .sidecars: return instances[instance].config?.features ?? .nothing
    case .libraries:
      var features = Features(knobs)
      let caller = language(instances[instance].service), callee = language(service)
      for feature in Feature.allCases where !isWritten(feature, caller) { features.switchOff(feature) }
      if !isWritten(.mTLS, callee) { features.switchOff(.mTLS) }
      return features
    }
  }
}
