import Engine
import FirstEdition

extension BulkheadLab {
  /// How the threads are divided.
  public enum Pools: String, CaseIterable, Sendable {
    case separate, shared
  }

  /// What can be turned.
  public struct Knobs: KnobSet {
    var pools = Pools.separate
    var paymentRate = 100.0
    var catalogueRate = 400.0
    var analyticsRate = 20.0
    var paymentSize = 20
    var catalogueSize = 50
    var analyticsSize = 5
    var lineLength = 20
    var patienceMilliseconds = 1000.0
    var quotaPercent = 100.0
    var paymentMilliseconds = 100.0
    var catalogueMilliseconds = 50.0
    var analyticsMilliseconds = 100.0
    var slowness = 50.0
    var timeoutSeconds = 10.0

    /// Pools of 20, 50 and 5, each less than half busy.
    public init() {}

    /// In the order in which they are shown; the first one is focused at the start.
    public static let fields: [Knob<Knobs>] = division + traffic + services

    private static let division: [Knob<Knobs>] = [
      Knob(
        "pools", \.pools, "Separate: a pool for each kind of request. Shared: one pool of all the threads."),
      Knob(
        "size.payment", \.paymentSize, 0...100, step: 5,
        "Threads for payments; they count towards the shared pool too."),
      Knob(
        "size.catalogue", \.catalogueSize, 0...100, step: 5,
        "Threads for catalogue reads; they count towards the shared pool too."),
      Knob(
        "size.analytics", \.analyticsSize, 0...100, step: 5,
        "Threads for analytics; they count towards the shared pool too."),
      Knob(
        "line", \.lineLength, 0...200, step: 5,
        "Requests that may wait for each pool; the shared one has three times as many places."),
      Knob(
        "patience", \.patienceMilliseconds, 100...10_000, step: 100, unit: "ms",
        "How long a request waits in line before it gives up."),
      Knob(
        "quota", \.quotaPercent, 5...100, step: 5, unit: "%",
        "The share of a pool that one of the four tenants may hold, its requests in line included; 100 is no limit."
      ),
    ]

    private static let traffic: [Knob<Knobs>] = [
      Knob(
        "rate.payment", \.paymentRate, 0...500, step: 10, unit: "/s", whileDraining: 0,
        "Payments that arrive a second, Poisson."),
      Knob(
        "rate.catalogue", \.catalogueRate, 0...1000, step: 20, unit: "/s", whileDraining: 0,
        "Catalogue reads that arrive a second, Poisson."),
      Knob(
        "rate.analytics", \.analyticsRate, 0...200, step: 5, unit: "/s", whileDraining: 0,
        "Analytics requests that arrive a second, Poisson."),
    ]

    private static let services: [Knob<Knobs>] = [
      Knob(
        "time.payment", \.paymentMilliseconds, 1...1000, step: 10, unit: "ms",
        "The mean time that the vendor takes for a payment, exponential."),
      Knob(
        "time.catalogue", \.catalogueMilliseconds, 1...1000, step: 10, unit: "ms",
        "The mean time of a catalogue read, exponential."),
      Knob(
        "time.analytics", \.analyticsMilliseconds, 1...1000, step: 10, unit: "ms",
        "The mean time of an analytics request, exponential."),
      Knob(
        "slowness", \.slowness, 1...200, step: 10, unit: "x", "How many times as long a slow vendor takes."),
      Knob(
        "timeout", \.timeoutSeconds, 0.1...60, step: 0.5, unit: "s",
        "How long a thread waits for an answer before it gives up."),
    ]
  }
}

extension BulkheadLab.Knobs {
  func rate(_ service: BulkheadLab.Service) -> Double {
    service == .payment ? paymentRate : service == .catalogue ? catalogueRate : analyticsRate
  }

  func milliseconds(_ service: BulkheadLab.Service) -> Double {
    service == .payment
      ? paymentMilliseconds : service == .catalogue ? catalogueMilliseconds : analyticsMilliseconds
  }

  /// The threads of a pool; the shared one has all of them.
  func size(_ pool: Int) -> Int {
    let sizes = [paymentSize, catalogueSize, analyticsSize]
    return pool < sizes.count ? sizes[pool] : sizes.reduce(0, +)
  }

  /// The places in a pool's line.
  func line(_ pool: Int) -> Int { pool == BulkheadLab.shared ? 3 * lineLength : lineLength }

  /// How many requests of one tenant a pool takes.
  func quota(_ pool: Int) -> Int {
    quotaPercent >= 100 ? .max : Int((quotaPercent / 100 * Double(size(pool))).rounded(.up))
  }

  var patience: Duration { Interval.milliseconds(patienceMilliseconds).duration }

  /// The pool that serves a kind of request now.
  func pool(of service: BulkheadLab.Service) -> Int {
    pools == .shared ? BulkheadLab.shared : service.rawValue
  }
}
