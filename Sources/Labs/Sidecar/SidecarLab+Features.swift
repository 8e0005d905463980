import LabKit
import Patterns

extension SidecarLab {
  /// What every service needs and none should have to write itself, in the order in which libraries get it.
  enum Feature: Int, Label { case timeouts, retries, telemetry, mTLS, breaker }

  /// The features as they are switched: what a proxy is told.
  struct Features: Sendable, Equatable {
    private var isOn: UInt8 = 0, tries = 0, patience = 0.0

    /// Nothing is done for anybody.
    init() {}

    init(_ knobs: Knobs) {
      let switches = [knobs.timeout > 0, knobs.retries > 0, knobs.hasTelemetry, knobs.hasMTLS, knobs.hasBreaker]
      for (index, isSwitchedOn) in switches.enumerated() where isSwitchedOn { isOn |= 1 << UInt8(index) }
      (tries, patience) = (knobs.retries, knobs.timeout)
    }

    func has(_ feature: Feature) -> Bool { isOn & 1 << UInt8(feature.rawValue) != 0 }
    mutating func drop(_ feature: Feature) { isOn &= ~(1 << UInt8(feature.rawValue)) }

    /// How often a failed call is tried again, and after how many milliseconds an attempt is given up; 0 is never.
    var retries: Int { has(.retries) ? tries : 0 }
    var timeout: Double { has(.timeouts) ? patience : 0 }

    var retryPolicy: RetryPolicy {
      RetryPolicy(.fullJitter(first: .milliseconds(25), coefficient: 2, cap: .seconds(1)), maxAttempts: retries + 1)
    }
  }

  /// What is done for a call from an instance to the next service. What both ends must be able to do is in it only when
  /// both are.
  func features(from instance: Int, _ knobs: Knobs) -> Features {
    switch knobs.mode {
    case .none: return Features()
    case .sidecars: return instances[instance].config?.features ?? Features()
    case .libraries:
      var features = Features(knobs)
      let service = instances[instance].service
      for feature in Feature.allCases where !knobs.isWritten(feature, knobs.language(service)) {
        features.drop(feature)
      }
      if !knobs.isWritten(.mTLS, knobs.language(service.next)) { features.drop(.mTLS) }
      return features
    }
  }
}

extension SidecarLab.Knobs {
  /// The language that a service is written in.
  func language(_ service: SidecarLab.Service) -> Int { service.rawValue % languages }

  /// Whether the library of a language has a feature: the pieces are written language by language.
  func isWritten(_ feature: SidecarLab.Feature, _ language: Int) -> Bool {
    libraryWork > language * SidecarLab.Feature.allCases.count + feature.rawValue
  }

  /// Whether a feature works for services in a language, if it is switched on.
  func isCovered(_ feature: SidecarLab.Feature, _ language: Int) -> Bool {
    mode == .sidecars || mode == .libraries && isWritten(feature, language)
  }

  /// The services of the chain.
  var chain: ArraySlice<SidecarLab.Service> { SidecarLab.Service.allCases[0...hops] }
}
