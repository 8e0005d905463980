import Engine
import FirstEdition

extension SidecarLab {
  /// What is claimed.
  public enum Law: Int, LawSet {
    case strictMTLS, expiredRefused, configFrozen, attemptsBounded, callsBounded, breakerOpen, requestBooks
    case requestsEnd, fleetIsWhole
    case plaintext, notRetried, amplified, dataPlaneGoesOn, instanceWaits, certificateRunsOut,
      healthyUnreachable

    /// Name, kind and claim.
    public var declaration: LawDeclaration {
      switch self {
      case .strictMTLS:
        .init("strict-mtls", .always, "A proxy that was told to use mTLS sends nothing in plaintext.")
      case .expiredRefused:
        .init("expired-refused", .always, "No call is let in under a certificate older than its lifetime.")
      case .configFrozen:
        .init("config-frozen", .always, "Without the control plane every proxy keeps its last configuration.")
      case .attemptsBounded:
        .init("attempts-bounded", .always, "No call makes more attempts than the retries allow.")
      case .callsBounded:
        .init(
          "calls-bounded", .always,
          "A request makes at most attempts to the power of hops calls at the bottom.")
      case .breakerOpen: .init("breaker-open", .always, "No call goes out through an open breaker.")
      case .requestBooks:
        .init(
          "request-books", .always, "Every request succeeded, failed, or is at work in exactly one place.")
      case .requestsEnd: .init("requests-end", .eventually, "Every request ends.")
      case .fleetIsWhole:
        .init("fleet-is-whole", .eventually, "Every instance takes calls, with the newest configuration.")
      case .plaintext: .init("plaintext", .sometimes, "A call crosses the network in plaintext.")
      case .notRetried:
        .init("not-retried", .sometimes, "A call fails at its first attempt and nobody tries again.")
      case .amplified:
        .init("amplified", .sometimes, "One request makes more than three calls at the bottom.")
      case .dataPlaneGoesOn:
        .init("data-plane-goes-on", .sometimes, "A request succeeds while the control plane is down.")
      case .instanceWaits:
        .init("instance-waits", .sometimes, "A new instance gets no configuration and takes no calls.")
      case .certificateRunsOut:
        .init("certificate-runs-out", .sometimes, "A certificate runs out because nobody renews it.")
      case .healthyUnreachable:
        .init("healthy-unreachable", .sometimes, "A healthy service cannot be reached: its sidecar is dead.")
      }
    }
  }

  /// Whether nothing is under way any more and all have what they need.
  public var isDrained: Bool {
    frames.count == 0 && instances.allSatisfy { $0.isReady }
  }

  /// Whether an eventually-law came true.
  public func judge(_ law: Law, _ context: Context<SidecarLab>) -> Bool? {
    switch law {
    case .requestsEnd: requests.running == 0
    case .fleetIsWhole:
      instances.allSatisfy {
        $0.isReady && $0.isListed && (knobs.mode != .sidecars || $0.config?.version == version)
          && (!usesCertificates || $0.certificateEnds.map { context.now < $0 } ?? false)
      }
    default: nil
    }
  }

  /// Whether a run can come to it.
  public static func canReach(_ law: Law, _ knobs: Knobs, _ faults: [Action]) -> Bool {
    let runs = knobs.traffic > 0
    let meshed = knobs.mode == .sidecars
    let isCut = faults.contains(.controlPlaneDown)
    let isWritten = knobs.libraryWork >= 5 * knobs.languages
    switch law {
    case .plaintext:
      return runs && (!knobs.hasMTLS || knobs.mode == .none || knobs.mode == .libraries && !isWritten)
    case .notRetried:
      return runs && (knobs.retries == 0 || knobs.mode == .none)
        && (knobs.errorPercent > 0 || !faults.isEmpty)
    case .amplified:
      let isBroken = knobs.errorPercent >= 50 || faults.contains(.bottomDown)
      return runs && meshed && knobs.retries > 0 && knobs.hops > 2 && isBroken
    case .dataPlaneGoesOn: return runs && meshed && isCut && knobs.errorPercent < 100
    case .instanceWaits: return meshed && isCut && knobs.churn > 2
    case .certificateRunsOut: return meshed && isCut && knobs.hasMTLS && knobs.certificateSeconds <= 60
    case .healthyUnreachable: return runs && meshed && faults.contains(.sidecarDies)
    default: return true
    }
  }
}
