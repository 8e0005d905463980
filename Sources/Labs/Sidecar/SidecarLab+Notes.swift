import Engine
import FirstEdition

extension SidecarLab {
  /// What notes are about, one per panel.
  enum Topic {
    static let fleet = 0, coverage = 1, latency = 2, control = 3
  }

  /// What is told.
  public enum Note: NoteSet {
    case controlPlaneGone(Bool)
    case controlPlaneBack(Int)
    case instanceStarts(Int)
    case instanceWaits(Int)
    case serviceGone(Int)
    case configWaits(Int)
    case certificateOut(Int)
    case certificateGood(Int)
    case sidecarDead(Bool)
    case sidecarBack
    case plaintext(Int, Int)
    case breakerOpens(Int)
    case breakerCloses(Int)
    case requestFailed(FailureReason)
    case answered(Int, Int)

    /// Why a request failed.
    public struct FailureReason: Sendable {
      let failure: Failure
    }

    static func requestFailed(_ failure: Failure) -> Note { .requestFailed(FailureReason(failure: failure)) }

    /// Who should read it.
    public var level: NoteLevel {
      switch self {
      case .controlPlaneGone, .controlPlaneBack, .serviceGone, .configWaits, .certificateOut,
        .certificateGood,
        .sidecarDead, .sidecarBack, .plaintext, .breakerOpens, .breakerCloses:
        .headline
      case .instanceWaits, .answered: .observation
      case .instanceStarts, .requestFailed: .detail
      }
    }

    /// Which panel shows it.
    public var topic: Int {
      switch self {
      case .instanceStarts, .serviceGone, .sidecarDead, .sidecarBack, .breakerOpens, .breakerCloses:
        Topic.fleet
      case .plaintext: Topic.coverage
      case .requestFailed, .answered: Topic.latency
      default: Topic.control
      }
    }

    /// The sentence.
    public var text: String {
      switch self {
      case .controlPlaneGone(true):
        "The control plane is gone; proxies go on with what they know."
      case .controlPlaneGone(false): "The control plane is gone, and nobody here depends on it."
      case .controlPlaneBack(0): "The control plane is back; every proxy is told what is new."
      case .controlPlaneBack(let count):
        "The control plane is back; \(count) instances that waited get what they need."
      case .instanceStarts(let service): "An instance of \(name(service)) is replaced by a new one."
      case .instanceWaits(let service):
        "The new instance of \(name(service)) gets no configuration and no certificate: it takes no calls."
      case .serviceGone(let service): "No instance of \(name(service)) takes calls any more."
      case .configWaits(let version):
        "Configuration \(version) reaches nobody; the proxies keep the one before."
      case .certificateOut(let service):
        "A certificate of \(name(service)) has run out: its calls are refused."
      case .certificateGood(let service): "The certificates of \(name(service)) are good again."
      case .sidecarDead(true):
        "The proxy of a healthy instance of orders is dead: nobody reaches it."
      case .sidecarDead(false): "There is no sidecar that could die."
      case .sidecarBack: "The proxy of orders starts again and has to be told everything anew."
      case .plaintext(let from, let to): "Calls from \(name(from)) to \(name(to)) cross in plaintext."
      default: callText
      }
    }

    private var callText: String {
      switch self {
      case .breakerOpens(let service): "The breaker of \(name(service)) opens: half of its calls were bad."
      case .breakerCloses(let service): "The breaker of \(name(service)) closes: its probes came back well."
      case .requestFailed(let reason): "A request failed: \(reason.failure.text)."
      case .answered(let microseconds, let calls):
        "The request was answered after \(Double(microseconds) / 1000) ms, with \(calls) calls at the bottom."
      default: ""
      }
    }

    private func name(_ service: Int) -> String { SidecarLab.serviceNames[service] }
  }
}
