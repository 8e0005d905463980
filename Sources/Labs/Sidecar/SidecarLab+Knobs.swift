import FirstEdition

extension SidecarLab {
  /// Where the things live that every service needs: beside it, inside it, or nowhere.
  public enum Mode: String, CaseIterable, Sendable {
    /// A proxy beside every instance, told what to do by the control plane.
    case sidecars
    /// A library in every service, written once for each language.
    case libraries
    /// Nothing.
    case none = "bare"
  }

  /// What can be turned.
  public struct Knobs: KnobSet {
    var mode = Mode.sidecars
    var traffic = 20.0
    var hops = 3
    var hasMTLS = true
    var retries = 2
    var timeoutMilliseconds = 1000.0
    var hasBreaker = true
    var hasTelemetry = true
    var languages = 3
    var libraryWork = 8
    var proxyMilliseconds = 0.5
    var workMilliseconds = 5.0
    var networkMilliseconds = 0.5
    var errorPercent = 5.0
    var certificateSeconds = 60.0
    var churn = 2.0

    /// A chain of four services in three languages, all with sidecars.
    public init() {}

    /// In the order in which they are shown.
    public static let fields: [Knob<Knobs>] = first + features + fleet + world

    private static let first: [Knob<Knobs>] = [
      Knob("mode", \.mode, "Sidecars, libraries in every language, or bare services."),
      Knob(
        "traffic", \.traffic, 0...100, step: 5, unit: "/s", whileDraining: 0,
        "Requests a second, Poisson; each goes down the chain."),
      Knob("hops", \.hops, 1...5, "How many calls deep the chain is; the last service is the bottom."),
    ]

    private static let features: [Knob<Knobs>] = [
      Knob("mtls", \.hasMTLS, title: "mTLS", "Off: calls cross the network in plaintext."),
      Knob(
        "retries", \.retries, 0...3, "How often a failed call is tried again, with full jitter from 25 ms."),
      Knob(
        "timeout", \.timeoutMilliseconds, 0...5000, step: 100, unit: "ms",
        "When an attempt is given up; 0 waits for ever."),
      Knob("breaker", \.hasBreaker, "A breaker on every edge: window 20, 50 %, wait 5 s."),
      Knob("telemetry", \.hasTelemetry, "Off: no spans, so no traces."),
    ]

    private static let fleet: [Knob<Knobs>] = [
      Knob("languages", \.languages, 1...5, "How many languages the services are written in."),
      Knob(
        "library.work", \.libraryWork, 0...25, unit: "pieces",
        "How many pieces of library are written, one feature in one language each, language by language."),
      Knob(
        "cert.ttl", \.certificateSeconds, 10...600, step: 10, unit: "s",
        "How long a certificate lives; the control plane renews it at half of that."),
      Knob(
        "churn", \.churn, 0...20, step: 1, unit: "/min", whileDraining: 0,
        "How many instances a minute are replaced by new ones: deployments, nodes, scaling."),
    ]

    private static let world: [Knob<Knobs>] = [
      Knob(
        "proxy", \.proxyMilliseconds, 0...10, step: 0.1, unit: "ms",
        "What one proxy adds to a call on average, exponential; a hop passes two."),
      Knob(
        "work", \.workMilliseconds, 1...50, step: 1, unit: "ms",
        "What a service works on a request, exponential."),
      Knob(
        "network", \.networkMilliseconds, 0.1...20, step: 0.1, unit: "ms",
        "How long a message is under way, exponential."),
      Knob(
        "errors", \.errorPercent, 0...100, step: 5, unit: "%", whileDraining: 0,
        "The share of calls that the bottom answers with an error."),
    ]
  }
}
