import LabKit

extension LoadSheddingLab {
  /// Who is kept out when there is too much.
  enum Policy: String, CaseIterable, Sendable {
    /// Nobody, until the queue is full; anybody, by chance; the least important first.
    case none, random, priority
    /// Who has waited too long: controlled delay at the head of the queue.
    case codel
    /// The clients keep back what the servers would refuse.
    case adaptive
  }

  /// What can be turned. An ordinary day to begin with; times are in milliseconds, shares in percent.
  struct Knobs: KnobSet {
    var traffic = 600.0, policy = Policy.priority
    var capacity = 1000.0, headroom = 10.0, threshold = 80.0
    var shareP0 = 20.0, shareP2 = 30.0
    var timeout = 1000.0, retries = 1, retryWait = 0.0, retriesRefused = false
    var places = 50_000
    var codelTarget = 5.0, codelInterval = 100.0, throttleK = 2.0

    static let fields: [Knob<Knobs>] = [
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
      Knob(
        "client.timeout", \.timeout, 100...10_000, step: 100, unit: "ms",
        "How long a client waits for the answer to one attempt."),
      Knob("retries", \.retries, 0...3, "How often a client tries again after a timeout."),
      Knob(
        "retry.wait", \.retryWait, 0...5000, step: 100, unit: "ms",
        "The wait before the first retry, doubled for each further one, full jitter; 0 is at once."),
      Knob("retry.refused", \.retriesRefused, "Whether clients try again after a refusal, too."),
      Knob(
        "queue.places", \.places, 100...100_000, step: 100, unit: "requests",
        "How many may wait for a server; a short queue is a shedder by itself."),
      Knob("codel.target", \.codelTarget, 1...500, step: 1, unit: "ms", "The wait that CoDel puts up with."),
      Knob(
        "codel.interval", \.codelInterval, 10...1000, step: 10, unit: "ms",
        "How long the wait must be above the target before CoDel drops."),
      Knob(
        "throttle.k", \.throttleK, 1...4, step: 0.1,
        "How many requests adaptive clients send for each one that is accepted."),
    ]
  }

  /// What the keys do.
  enum Action: Int, ActionKind {
    case burst, capacityHalves, outage

    var declaration: ActionFamily {
      switch self {
      case .burst: .fault("u", "traffic.burst", "traffic burst", "Three times as many new requests as the knob says.")
      case .capacityHalves:
        .fault("V", "capacity.halves", "capacity halves", "Half of the servers are gone; the shedder is told.")
      case .outage: .fault("d", "outage", "outage", "The servers stop and what comes waits; nobody is told.")
      }
    }
  }

  /// What is measured.
  enum Meter: Int, MeterKind {
    case offered, shed, goodput, latency
    case sent, retries, throttled, timeouts, failed, refused
    case refusedFull, dropped, throughput, wasted
    case waiting, wait, serversBusy, throttleProbability

    var declaration: MeterFamily {
      let classes = Family.each(Class.self)
      return switch self {
      case .offered: .counter("offered", by: classes, "requests", "New requests, each counted once.")
      case .shed: .counter("shed", by: classes, "attempts", "Attempts that the shedder turned away.")
      case .goodput: .counter("goodput", by: classes, "requests", "Answered while the client still waited.")
      case .latency: .latency("latency", by: classes, "From the first attempt to the answer that counted.")
      case .sent: .counter("sent", "attempts", "Attempts that reached the servers' door.")
      case .retries: .counter("retries", "attempts", "Attempts after the first.")
      case .throttled: .counter("throttled", "attempts", "Attempts that clients kept back.")
      case .timeouts: .counter("timeouts", "attempts", "Attempts that were not answered in time.")
      case .failed: .counter("failed", "requests", "Requests given up after the last timeout.")
      case .refused: .counter("refused", "requests", "Requests that ended with a refusal.")
      case .refusedFull: .counter("refused.queue", "attempts", "Attempts that found the queue full.")
      case .dropped: .counter("dropped", "attempts", "Attempts that CoDel dropped from the queue.")
      case .throughput: .counter("throughput", "attempts", "Attempts that the servers worked off.")
      case .wasted: .counter("wasted", "attempts", "Of those, the ones that nobody waited for any more.")
      case .waiting: .gauge("queue", "attempts", "Attempts waiting for a server.")
      case .wait: .gauge("queue.wait", "s", "How long the oldest of them has waited.")
      case .serversBusy: .gauge("servers.busy", "servers", "Servers at work.")
      case .throttleProbability:
        .gauge("throttle.p", "", "The probability with which adaptive clients keep a request back.")
      }
    }
  }
}
