import LabKit

extension SidecarLab {
  /// Where the things live that every service needs: in a proxy beside every instance, told what to do by the control
  /// plane; in a library in every service, written once for each language; or nowhere.
  enum Mode: String, CaseIterable, Sendable { case sidecars, libraries, none = "bare" }

  /// What can be turned: a chain of four services in three languages, all with sidecars. Errors are in percent, the life
  /// of certificates in seconds, other times in milliseconds, churn in instances a minute.
  struct Knobs: KnobSet {
    var mode = Mode.sidecars, traffic = 20.0, hops = 3
    var hasMTLS = true, retries = 2, timeout = 1000.0, hasBreaker = true, hasTelemetry = true
    var languages = 3, libraryWork = 8, certificateSeconds = 60.0, churn = 2.0
    var proxy = 0.5, work = 5.0, network = 0.5, errors = 5.0

    static let fields: [Knob<Knobs>] = [
      Knob("mode", \.mode, "Sidecars, libraries in every language, or bare services."),
      Knob("traffic", \.traffic, 0...100, step: 5, unit: "/s", whileDraining: 0, "Requests a second, Poisson."),
      Knob("hops", \.hops, 1...5, "How many calls deep the chain is; the last service is the bottom."),
      Knob("mtls", \.hasMTLS, title: "mTLS", "Off: calls cross the network in plaintext."),
      Knob("retries", \.retries, 0...3, "How often a failed call is tried again, with jitter."),
      Knob("timeout", \.timeout, 0...5000, step: 100, unit: "ms", "When an attempt is given up; 0 is never."),
      Knob("breaker", \.hasBreaker, "A breaker on every edge: window 20, 50 %, wait 5 s."),
      Knob("telemetry", \.hasTelemetry, "Off: no spans, so no traces."),
      Knob("languages", \.languages, 1...5, "How many languages the services are written in."),
      Knob(
        "library.work", \.libraryWork, 0...25, unit: "pieces",
        "How many pieces of library are written, one feature in one language each, language by language."),
      Knob(
        "cert.ttl", \.certificateSeconds, 10...600, step: 10, unit: "s",
        "How long a certificate lives; it is renewed at half of that."),
      Knob("churn", \.churn, 0...20, step: 1, unit: "/min", whileDraining: 0, "Instances a minute that are replaced."),
      Knob(
        "proxy", \.proxy, 0...10, step: 0.1, unit: "ms", "What a proxy adds to a call, exponential; a hop passes two."),
      Knob("work", \.work, 1...50, step: 1, unit: "ms", "What a service works on a request, exponential."),
      Knob("network", \.network, 0.1...20, step: 0.1, unit: "ms", "How long a message takes, exponential."),
      Knob("errors", \.errors, 0...100, step: 5, unit: "%", whileDraining: 0, "The share of errors at the bottom."),
    ]
  }

  /// What the keys do.
  enum Action: Int, ActionKind {
    case controlPlaneDown, certificateExpires, sidecarDies, bottomDown, bottomSlow, newInstance, request

    var declaration: ActionFamily {
      switch self {
      case .controlPlaneDown:
        .fault("P", "control.down", "control plane down", "No configuration, no certificates, no news for proxies.")
      case .certificateExpires:
        .fault("e", "certificate.expires", "cert expires", "The certificates of orders run out.")
      case .sidecarDies:
        .fault(
          "S", "sidecar.dies", "sidecar dies",
          "The proxy of one instance of orders is dead; the service behind it is not.")
      case .bottomDown: .fault("d", "bottom.down", "bottom down", "The last service of the chain refuses every call.")
      case .bottomSlow: .fault("w", "bottom.slow", "bottom slow", "The last service takes 400 times as long.")
      case .newInstance:
        .once("i", "new.instance", "new instance", "Replaces an instance of orders by a new one, as a deployment does.")
      case .request: .once("o", "request", "one request", "Sends one request down the chain.")
      }
    }
  }

  /// What is measured.
  enum Meter: Int, MeterKind {
    case requests, succeeded, failed, turnedAway
    case requestLatency, hopLatency, hopAdded
    case calls, retries, timeouts, breakerRefused, breakerOpened, bottomCalls, wasted
    case callsEncrypted, callsPlain, handshakesFailed, spans
    case instancesStarted, instancesWaiting, configBehind, certificateLeft

    var declaration: MeterFamily {
      switch self {
      case .requests: .counter("requests", "requests", "Requests that came to the first service.")
      case .succeeded: .counter("requests.ok", "requests", "Requests that were answered well.")
      case .failed: .counter("requests.failed", "requests", "Requests that failed.")
      case .turnedAway: .counter("requests.turnedaway", "requests", "Requests refused at a full door.")
      case .requestLatency: .latency("latency.request", "How long a successful request took.")
      case .hopLatency: .latency("latency.hop", "How long a successful call to the bottom took.")
      case .hopAdded: .latency("latency.added", "What proxies or libraries added to such a call.")
      case .calls: .counter("calls", "calls", "Attempts to call the next service.")
      case .retries: .counter("calls.retries", "calls", "Attempts after the first.")
      case .timeouts: .counter("calls.timeouts", "calls", "Attempts that were given up.")
      case .breakerRefused: .counter("breaker.refused", "calls", "Calls that a breaker refused.")
      case .breakerOpened: .counter("breaker.opened", "times", "How often a breaker opened.")
      case .bottomCalls: .counter("calls.bottom", "calls", "Calls that arrived at the last service.")
      case .wasted: .counter("calls.wasted", "calls", "Wasted work: answers that nobody waited for any more.")
      case .callsEncrypted: .counter("calls.encrypted", "calls", "Calls under mTLS.")
      case .callsPlain: .counter("calls.plain", "calls", "Calls in plaintext.")
      case .handshakesFailed: .counter("handshakes.failed", "calls", "Calls refused for an old certificate.")
      case .spans: .counter("spans", "calls", "Calls that left a span.")
      case .instancesStarted: .counter("instances.started", "instances", "Instances that were replaced.")
      case .instancesWaiting: .gauge("instances.waiting", "instances", "Instances without a configuration.")
      case .configBehind: .gauge("config.behind", "proxies", "Proxies with an old configuration.")
      case .certificateLeft: .gauge("certificate.left", "s", "How long the first certificate lives.")
      }
    }
  }
}
