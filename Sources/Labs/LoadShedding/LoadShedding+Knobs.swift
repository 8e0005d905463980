import FirstEdition

extension LoadShedding {
  /// Who is kept out when there is too much.
  public enum Policy: String, CaseIterable, Sendable {
    /// Nobody, until the queue is full.
    case none
    /// Anybody, by chance.
    case random
    /// The least important first.
    case priority
    /// Who has waited too long: controlled delay at the head of the queue.
    case codel
    /// The clients keep back what the servers would refuse.
    case adaptive
  }

  /// What can be turned.
  public struct Knobs: KnobSet {
    var traffic = 600.0
    var policy = Policy.priority
    var capacity = 1000.0
    var headroom = 10.0
    var threshold = 80.0
    var shareP0 = 20.0
    var shareP2 = 30.0
    var timeoutMilliseconds = 1000.0
    var retries = 1
    var retryWaitMilliseconds = 0.0
    var retriesRefused = false
    var places = 50_000
    var codelTargetMilliseconds = 5.0
    var codelIntervalMilliseconds = 100.0
    var throttleK = 2.0

    /// An ordinary day.
    public init() {}

    /// In the order in which they are shown; the first one is focused at the start.
    public static let fields: [Knob<Knobs>] = load + clients + methods

    private static let load: [Knob<Knobs>] = [
      Knob(
        "traffic", \.traffic, 0...3000, step: 20, unit: "/s", whileDraining: 0,
        "New requests a second, Poisson; retries come on top."),
      Knob("policy", \.policy, "Who is kept out when there is too much: nobody is the pattern switched off."),
      Knob(
        "capacity", \.capacity, 100...3000, step: 50, unit: "/s",
        "What the shedder takes the servers to be able to do."),
      Knob(
        "headroom", \.headroom, 0...50, step: 5, unit: "%",
        "How much more than that the servers really can do."),
      Knob(
        "threshold", \.threshold, 10...100, step: 5, unit: "%",
        "The share of the capacity above which P2 is shed."),
      Knob(
        "mix.p0", \.shareP0, 0...100, step: 5, unit: "%",
        "The share of payments and auth in the traffic; P1 gets what is left."),
      Knob(
        "mix.p2", \.shareP2, 0...100, step: 5, unit: "%",
        "The share of analytics in the traffic; P1 gets what is left."),
    ]

    private static let clients: [Knob<Knobs>] = [
      Knob(
        "client.timeout", \.timeoutMilliseconds, 100...10_000, step: 100, unit: "ms",
        "How long a client waits for the answer to one attempt."),
      Knob("retries", \.retries, 0...3, "How often a client tries again after a timeout."),
      Knob(
        "retry.wait", \.retryWaitMilliseconds, 0...5000, step: 100, unit: "ms",
        "The wait before the first retry, doubled for each further one, full jitter; 0 is at once."),
      Knob("retry.refused", \.retriesRefused, "Whether clients try again after a refusal, too."),
    ]

    private static let methods: [Knob<Knobs>] = [
      Knob(
        "queue.places", \.places, 100...100_000, step: 100, unit: "requests",
        "How many may wait for a server; a short queue is a shedder by itself."),
      Knob(
        "codel.target", \.codelTargetMilliseconds, 1...500, step: 1, unit: "ms",
        "The wait that CoDel lets stand."),
      Knob(
        "codel.interval", \.codelIntervalMilliseconds, 10...1000, step: 10, unit: "ms",
        "How long the wait must be above the target before CoDel drops."),
      Knob(
        "throttle.k", \.throttleK, 1...4, step: 0.1,
        "How many requests adaptive clients send for each one that is accepted."),
    ]
  }
}
