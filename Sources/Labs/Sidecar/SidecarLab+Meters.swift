import Engine
import FirstEdition

extension SidecarLab {
  /// What is measured.
  public enum Meter: Int, MeterSet {
    case requests, succeeded, failed, turnedAway
    case requestLatency, hopLatency, hopAdded
    case calls, retries, timeouts, breakerRefused, breakerOpened, bottomCalls, inVain
    case callsEncrypted, callsPlain, handshakesFailed, spans
    case instancesStarted, instancesWaiting, configBehind, certificateLeft

    /// Name, kind and unit.
    public var declaration: MeterDeclaration {
      switch self {
      case .requests:
        .init("requests", .counter, unit: "requests", "Requests that came to the first service.")
      case .succeeded: .init("requests.ok", .counter, unit: "requests", "Requests that were answered well.")
      case .failed: .init("requests.failed", .counter, unit: "requests", "Requests that failed.")
      case .turnedAway:
        .init("requests.turnedaway", .counter, unit: "requests", "Requests refused at a full door.")
      case .requestLatency: .init("latency.request", .latency, "How long a successful request took.")
      case .hopLatency: .init("latency.hop", .latency, "How long a successful call to the bottom took.")
      case .hopAdded: .init("latency.added", .latency, "What proxies or libraries added to such a call.")
      case .calls: .init("calls", .counter, unit: "calls", "Attempts to call the next service.")
      case .retries: .init("calls.retries", .counter, unit: "calls", "Attempts after the first.")
      case .timeouts: .init("calls.timeouts", .counter, unit: "calls", "Attempts that were given up.")
      case .breakerRefused: .init("breaker.refused", .counter, unit: "calls", "Calls that a breaker refused.")
      case .breakerOpened: .init("breaker.opened", .counter, unit: "times", "How often a breaker opened.")
      case .bottomCalls:
        .init("calls.bottom", .counter, unit: "calls", "Calls that arrived at the last service.")
      case .inVain: .init("calls.invain", .counter, unit: "calls", "Answers that nobody waited for any more.")
      case .callsEncrypted: .init("calls.encrypted", .counter, unit: "calls", "Calls under mTLS.")
      case .callsPlain: .init("calls.plain", .counter, unit: "calls", "Calls in plaintext.")
      case .handshakesFailed:
        .init(
          "handshakes.failed", .counter, unit: "calls", "Calls refused for a certificate that had run out.")
      case .spans: .init("spans", .counter, unit: "calls", "Calls that left a span.")
      case .instancesStarted:
        .init("instances.started", .counter, unit: "instances", "Instances that were replaced.")
      case .instancesWaiting:
        .init("instances.waiting", .gauge, unit: "instances", "Instances that wait for a configuration.")
      case .configBehind:
        .init("config.behind", .gauge, unit: "proxies", "Proxies with an old configuration.")
      case .certificateLeft:
        .init("certificate.left", .gauge, unit: "s", "How long the certificate lives that runs out first.")
      }
    }
  }
}
