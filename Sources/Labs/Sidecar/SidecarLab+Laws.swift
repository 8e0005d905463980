import Engine
import LabKit

extension SidecarLab {
  /// What is claimed.
  enum Law: Int, LawKind {
    case strictMTLS, expiredRefused, configFrozen, attemptsBounded, callsBounded, breakerOpen, requestBooks
    case requestsEnd, fleetIsWhole
    case plaintext, notRetried, amplified, dataPlaneGoesOn, instanceWaits, certificateRunsOut
    case healthyUnreachable
  }

  static func rule(_ law: Law) -> Rule<Self> {
    switch law {
    case .strictMTLS: .always("strict-mtls", "A proxy that was told to use mTLS sends nothing in plaintext.")
    case .expiredRefused: .always("expired-refused", "No call is let in under a certificate older than its lifetime.")
    case .configFrozen:
      .always("config-frozen", "Without the control plane every proxy keeps its last configuration.") { lab, context in
        guard lab.isCut(context), lab.frozen.count == lab.instances.count else { return nil }
        return zip(lab.instances, lab.frozen).first { $0.config.map(\.version) ?? $1 != $1 }.map {
          "\($0.service) has \($0.config?.version ?? 0), had \($1)"
        }
      }
    case .attemptsBounded: .always("attempts-bounded", "No call makes more attempts than the retries allow.")
    case .callsBounded:
      .always("calls-bounded", "A request makes at most attempts to the power of hops calls at the bottom.")
    case .breakerOpen: .always("breaker-open", "No call goes out through an open breaker.")
    case .requestBooks:
      .always("request-books", "Every request succeeded, failed, or is at work in exactly one place.") { lab, context in
        let begun = context.total(.requests), ended = ended(context)
        return begun == ended + lab.atWork ? nil : "\(begun) begun, \(ended) ended, \(lab.atWork) at work"
      }
    case .requestsEnd: .eventually("requests-end", "Every request ends.") { $1.total(.requests) == ended($1) }
    case .fleetIsWhole:
      .eventually("fleet-is-whole", "Every instance takes calls, with the newest configuration.") { lab, context in
        let isMeshed = context.knobs.mode == .sidecars, isEncrypted = lab.usesCertificates(context.knobs)
        return lab.instances.allSatisfy {
          $0.isReady && $0.isListed && (!isMeshed || $0.config?.version == lab.version)
            && (!isEncrypted || $0.isTrusted(at: context.now))
        }
      }
    case .plaintext:
      .sometimes("plaintext", "A call crosses the network in plaintext.") { knobs, _ in
        let isWritten = knobs.libraryWork >= 5 * knobs.languages
        return knobs.traffic > 0 && (!knobs.hasMTLS || knobs.mode == .none || knobs.mode == .libraries && !isWritten)
      }
    case .notRetried:
      .sometimes("not-retried", "A call fails at its first attempt and nobody tries again.") {
        let isBroken = $0.errors > 0 || Action.allCases.contains(where: $1.contains)
        return $0.traffic > 0 && ($0.retries == 0 || $0.mode == .none) && isBroken
      }
    case .amplified:
      .sometimes("amplified", "One request makes more than three calls at the bottom.") {
        runs($0) && $0.retries > 0 && $0.hops > 2 && ($0.errors >= 50 || $1.contains(.bottomDown))
      }
    case .dataPlaneGoesOn:
      .sometimes("data-plane-goes-on", "A request succeeds while the control plane is down.") {
        runs($0) && $1.contains(.controlPlaneDown) && $0.errors < 100
      }
    case .instanceWaits:
      .sometimes("instance-waits", "A new instance gets no configuration and takes no calls.") {
        $0.mode == .sidecars && $1.contains(.controlPlaneDown) && $0.churn > 2
      }
    case .certificateRunsOut:
      .sometimes("certificate-runs-out", "A certificate runs out because nobody renews it.") {
        $0.mode == .sidecars && $1.contains(.controlPlaneDown) && $0.hasMTLS && $0.certificateSeconds <= 60
      }
    case .healthyUnreachable:
      .sometimes("healthy-unreachable", "A healthy service cannot be reached: its sidecar is dead.") {
        runs($0) && $1.contains(.sidecarDies)
      }
    }
  }

  @Sendable private static func runs(_ knobs: Knobs) -> Bool { knobs.traffic > 0 && knobs.mode == .sidecars }

  private static func ended(_ context: Context<Self>) -> Int { context.total(.succeeded) + context.total(.failed) }

  /// The calls of the last ten seconds: all, and those that were encrypted and that left a span.
  static func lately(_ context: Context<Self>) -> (all: Double, encrypted: Double, traced: Double) {
    let counts = [Meter.callsEncrypted, .callsPlain, .spans].map { context.recent($0, overSeconds: 10) }
    return (counts[0] + counts[1], counts[0], counts[2])
  }

  /// Each is broken by bare services: the first, second and third on any day, the fourth by a bottom that is slow.
  static let promises: [Promise<Self>] = [
    .never(
      "encrypted", "No call crosses the network in plaintext.", counted: .callsPlain, as: "call in plaintext",
      breaks: .when(off: ["mode": "bare"])),
    .share(
      "covered", "An error in twenty calls at the bottom reaches hardly anybody: 97 of 100 requests succeed.",
      of: .all(.succeeded), among: .all(.requests), least: 0.97, overSeconds: 30,
      except: [.certificateExpires, .sidecarDies, .bottomDown, .bottomSlow, .controlPlaneDown],
      breaks: .when(off: ["mode": "bare"])),
    .holds(
      "traced", "Every call leaves a span, so that it can be traced.", breaks: .when(off: ["mode": "bare"])
    ) { _, context in
      let (sent, _, traced) = lately(context)
      return sent < 20 || traced >= 0.95 * sent ? nil : "\(Int(100 * traced / sent)) % of the last 10 s"
    },
    .holds(
      "bounded", "No request takes longer than its attempts and their waits.",
      breaks: .when(off: ["mode": "bare"], under: .bottomSlow)
    ) { lab, context in
      guard let oldest = lab.oldest else { return nil }
      let taken = context.now - oldest, knobs = context.knobs
      guard taken > .seconds(Double(1 + knobs.retries) * (max(100, knobs.timeout) / 1000 + 1)) else { return nil }
      return "one takes \(Int(taken.seconds)) s"
    },
  ]
}
