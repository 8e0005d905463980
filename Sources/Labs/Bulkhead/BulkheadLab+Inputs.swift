import LabKit

extension BulkheadLab {
  /// How the threads are divided.
  enum Division: String, CaseIterable, Sendable { case separate, shared }

  /// What can be turned: pools of 20, 50 and 5 to begin with, each less than half busy. Times are in milliseconds, the
  /// timeout in seconds, the quota in percent.
  struct Knobs: KnobSet {
    var division = Division.separate
    var size = Each<Service, Int>(20, 50, 5), line = 20
    var patience = 1000.0, quota = 75.0
    var rate = Each<Service, Double>(100, 400, 20), time = Each<Service, Double>(100, 50, 100)
    var slowness = 50.0, timeout = 10.0

    static let fields: [Knob<Knobs>] = [
      Knob("pools", \.division, "Separate: a pool for each kind of request. Shared: one pool of all the threads."),
      .each("size", \.size, 0...100, step: 5, "Threads for * requests; they count towards the shared pool too."),
      Knob(
        "queue", \.line, 0...200, step: 5,
        "Requests that may wait for each pool; the shared one has three times as many places."),
      Knob(
        "patience", \.patience, 100...10_000, step: 100, unit: "ms",
        "How long a request waits in the queue before it gives up."),
      Knob(
        "quota", \.quota, 5...100, step: 5, unit: "%",
        "The share of a pool that one of the four tenants may hold, its requests in the queue included; 100 is no limit."
      ),
      Knob(
        "rate.payment", \.rate[.payment], 0...500, step: 10, unit: "/s", whileDraining: 0,
        "Payments that arrive a second, Poisson."),
      Knob(
        "rate.catalogue", \.rate[.catalogue], 0...1000, step: 20, unit: "/s", whileDraining: 0,
        "Catalogue reads that arrive a second, Poisson."),
      Knob(
        "rate.analytics", \.rate[.analytics], 0...200, step: 5, unit: "/s", whileDraining: 0,
        "Analytics requests that arrive a second, Poisson."),
      .each("time", \.time, 1...1000, step: 10, unit: "ms", "The mean time of * requests, exponential."),
      Knob(
        "slowness", \.slowness, 1...200, step: 10, unit: "x",
        "How many times as long a slow vendor takes for a payment."),
      Knob(
        "timeout", \.timeout, 0.1...60, step: 0.5, unit: "s",
        "How long a thread waits for an answer before it gives up."),
    ]

    /// The threads of a pool; the shared one has all of them.
    func size(of place: Place) -> Int {
      Service.allCases.reduce(0) { $0 + (place == .shared || place == $1.pool ? size[$1] : 0) }
    }

    /// The places in a pool's line.
    func places(of place: Place) -> Int { place == .shared ? 3 * line : line }

    /// How many requests of one tenant a pool takes.
    func quota(of place: Place) -> Int {
      quota >= 100 ? .max : Int((quota / 100 * Double(size(of: place))).rounded(.up))
    }

    /// The pool that serves a kind of request now.
    func pool(of service: Service) -> Place { division == .shared ? .shared : service.pool }
  }

  /// What the keys do.
  enum Action: Int, ActionKind {
    case slow, dead, burst

    var declaration: ActionFamily {
      switch self {
      case .slow:
        .fault("w", "vendor.slow", "vendor slow", "The payment vendor takes as many times as long as the knob says.")
      case .dead:
        .fault(
          "d", "vendor.dead", "vendor dead", "The payment vendor answers nothing: every call hangs until its timeout.")
      case .burst:
        .fault("u", "tenant.burst", "tenant A bursts", "Tenant A sends ten times as many payments as the others.")
      }
    }
  }

  /// What is measured.
  enum Meter: Int, MeterKind {
    case offered, served, failed, refused, gaveUp, latency
    case tenantOffered, tenantServed, tenantLost, overQuota
    case busy, waiting, stuck

    var declaration: MeterFamily {
      switch self {
      case .offered: requests("offered", "Requests that arrived")
      case .served: requests("served", "Requests answered in time: the goodput")
      case .failed: requests("failed", "Requests whose thread gave up after the timeout")
      case .refused: requests("refused", "Requests turned away: pool and queue were full, or the quota used up")
      case .gaveUp: requests("gaveup", "Requests that gave up waiting in the queue")
      case .latency: .latency("latency", by: .each(Service.self), "From arrival to a successful answer: *.")
      case .tenantOffered: tenants("offered", "Requests that arrived")
      case .tenantServed: tenants("served", "Requests answered in time")
      case .tenantLost: tenants("lost", "Requests refused, given up or failed")
      case .overQuota: .counter("refused.quota", "requests", "Requests refused because their tenant was at its quota.")
      case .busy: .gauge("busy", by: .each(Place.self), "threads", "Threads at work: * pool.")
      case .waiting: .gauge("waiting", by: .each(Place.self), "requests", "Requests in the queue: * pool.")
      case .stuck: .gauge("threads.stuck", "threads", "Threads that hang in the vendor.")
      }
    }

    private func requests(_ name: String, _ help: String) -> MeterFamily {
      .counter(name, by: .each(Service.self), "requests", help + ": *.")
    }
    private func tenants(_ name: String, _ help: String) -> MeterFamily {
      .counter("tenant.*." + name, by: .each(Tenant.self), "requests", help + ": tenant *.")
    }
  }
}
