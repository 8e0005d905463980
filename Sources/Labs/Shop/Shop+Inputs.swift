import Engine
import LabKit
import Patterns

extension Shop {
  /// The settings of an ordinary day.
  struct Knobs: KnobSet {
    var traffic = 600.0, shareP0 = 20.0, shareP2 = 30.0, clientTimeoutMilliseconds = 2000.0
    var capacity = 1000.0, threshold = 80.0
    var latencyMilliseconds = Each<Service, Double>(15, 20, 20, 5)
    var errorPercent = Each<Service, Double>(repeating: 0)
    var callTimeoutMilliseconds = 2000.0, retries = 2
    var proxyMilliseconds = 0.5, hasMTLS = true, certificateSeconds = 120.0
    var breakerWindow = 20, breakerMinimum = 10, breakerFailurePercent = 50.0
    var breakerSlowMilliseconds = 1000.0, breakerWaitSeconds = 5.0, breakerPermits = 3
    var relays = 1, crashesPerMinute = 0.0
    var consumers = 3, pollSize = 10, recordMilliseconds = 3.0, highWater = 20_000.0
    var gossipMilliseconds = 500.0
    var hasShedding = true, hasBulkheads = true, hasSidecars = true, hasBreakers = true, hasSaga = true
    var hasOutbox = true, hasInbox = true, hasBackpressure = true, hasGCounter = true
  }

  enum Action: Int, ActionKind {
    case failStep1, failStep2, failStep3, failStep4, order
    case paymentDown, paymentSlow, inventoryDown, shippingDown, notificationDown
    case certificateExpires, sidecarDies, controlPlaneDown
    case consumersSlow, brokerDown, crashBeforePublish, crashBeforeMark
    case partition, burst, capacityHalves, increment, mergeNow, followNext, followFailures
  }
}

extension Shop.Knobs {
  /// In the order in which they are shown; the first one is focused at the start.
  static let fields: [Knob<Shop.Knobs>] = [
    Knob("traffic", \.traffic, 0...3000, step: 50, unit: "/s", whileDraining: 0, "Requests a second, Poisson."),
    Knob("capacity", \.capacity, 100...3000, step: 50, unit: "/s", "What the shedder expects of the servers."),
    Knob("threshold", \.threshold, 10...100, step: 5, unit: "%", "The share of capacity at which P2 is shed."),
    Knob("mix.p0", \.shareP0, 0...100, step: 5, unit: "%", "The share of payments and auth; P1 gets the rest."),
    Knob("mix.p2", \.shareP2, 0...100, step: 5, unit: "%", "The share of analytics; P1 gets the rest."),
    Knob(
      "client.timeout", \.clientTimeoutMilliseconds, 100...10_000, step: 100, unit: "ms",
      "How long a client waits for its answer; what comes later is wasted work."),
    .each("*.latency", \.latencyMilliseconds, 1...1000, step: 5, unit: "ms", "How long * takes, exponential."),
    .each(
      "*.errors", \.errorPercent, 0...100, step: 5, unit: "%", whileDraining: 0,
      "The share of calls that * answers with an error."),
    Knob(
      "call.timeout", \.callTimeoutMilliseconds, 100...10_000, step: 100, unit: "ms",
      "When the sidecar gives up on a call."),
    Knob("retries", \.retries, 0...5, "How often a sidecar tries a failed call again, full jitter from 50 ms."),
    Knob(
      "proxy", \.proxyMilliseconds, 0...10, step: 0.1, unit: "ms",
      "What one sidecar adds to a call on average, exponential; a call passes two."),
    Knob("mtls", \.hasMTLS, title: "mTLS", "Off: calls cross in plaintext, and nobody asks for certificates."),
    Knob(
      "cert.ttl", \.certificateSeconds, 10...600, step: 10, unit: "s",
      "How long a sidecar's certificate lives; the control plane renews it at half of that."),
    Knob("breaker.window", \.breakerWindow, 5...100, step: 5, unit: "calls", "How many calls it remembers."),
    Knob("breaker.minimum", \.breakerMinimum, 1...100, unit: "calls", "How many calls it needs to judge."),
    Knob(
      "breaker.failure", \.breakerFailurePercent, 5...100, step: 5, unit: "%",
      "The share of failed, or of slow, calls that opens it."),
    Knob("breaker.slow", \.breakerSlowMilliseconds, 50...5000, step: 50, unit: "ms", "Longer calls are slow."),
    Knob("breaker.wait", \.breakerWaitSeconds, 0.5...30, step: 0.5, unit: "s", "How long it stays open."),
    Knob("breaker.permits", \.breakerPermits, 1...20, unit: "calls", "How many probes half-open lets out."),
    Knob(
      "relays", \.relays, 1...Shop.mostRelays,
      "How many relays read the outbox, 100 rows at a time, without locked ones."),
    Knob(
      "crashes", \.crashesPerMinute, 0...60, step: 1, unit: "/min", whileDraining: 0,
      "How often a publisher crashes by chance, before it publishes or before that is marked."),
    Knob("consumers", \.consumers, 1...6, "How many consumers share the six partitions of the log."),
    Knob("poll.size", \.pollSize, 1...500, step: 5, unit: "records", "Records a consumer takes at a time."),
    Knob("record.time", \.recordMilliseconds, 0.5...20, step: 0.5, unit: "ms", "A consumer's work on a record."),
    Knob(
      "high.water", \.highWater, 1000...100_000, step: 1000, unit: "records",
      "The lag above which the producer side slows down."),
    Knob(
      "gossip", \.gossipMilliseconds, 0...10_000, step: 100, unit: "ms",
      "How often a region tells another one its vector; 0 is never."),
    Knob("shedding", \.hasShedding, "Off: everything offered is admitted."),
    Knob("bulkheads", \.hasBulkheads, "Off: one shared pool of 75 instead of 20, 50 and 5."),
    Knob("sidecars", \.hasSidecars, "Off: calls go out bare: no retries, timeouts, breakers, encryption."),
    Knob("breakers", \.hasBreakers, "Off: sidecars let every call through, whatever became of those before."),
    Knob("saga", \.hasSaga, "Off: a failed order leaves its completed steps as they are."),
    Knob("outbox", \.hasOutbox, "Off: commit and publish are two writes; a crash between them loses the event."),
    Knob("inbox", \.hasInbox, "Off: consumers do not know which orders they counted, and count repeats too."),
    Knob("backpressure", \.hasBackpressure, "Off: the producers do not look at the lag."),
    Knob("g-counter", \.hasGCounter, "Off: a region overwrites its count with what it hears."),
  ]

  var breakerSettings: CircuitBreaker.Settings {
    var settings = CircuitBreaker.Settings()
    settings.window = .count(breakerWindow)
    settings.minimumCalls = breakerMinimum
    settings.failureRateThreshold = breakerFailurePercent
    settings.slowCallRateThreshold = breakerFailurePercent
    settings.slowCallDuration = Interval.milliseconds(breakerSlowMilliseconds).duration
    settings.waitInOpen = .fixed(Interval.seconds(breakerWaitSeconds).duration)
    settings.permittedCallsInHalfOpen = breakerPermits
    return settings
  }
}

extension Shop.Action {
  var declaration: ActionFamily {
    switch self {
    case .failStep1:
      .once("1", "fail.step1", "fail at inventory", "Runs an order whose reservation fails: nothing to undo.")
    case .failStep2:
      .once("2", "fail.step2", "fail at payment", "Runs an order whose card is declined: one compensation.")
    case .failStep3:
      .once("3", "fail.step3", "fail at shipment", "Runs an order whose shipment fails: two compensations.")
    case .failStep4:
      .once("4", "fail.step4", "fail at confirm", "Runs an order whose confirmation fails: three compensations.")
    case .order: .once("o", "order", "one order", "Runs one order now and traces it.")
    case .paymentDown: .fault("p", "payment.down", "payment down", "Payment refuses every connection.")
    case .paymentSlow: .fault("w", "payment.slow", "payment slow", "Payment takes a hundred times as long.")
    case .inventoryDown: .fault("i", "inventory.down", "inventory down", "Inventory refuses every connection.")
    case .shippingDown: .fault("d", "shipping.down", "shipping down", "Shipping (delivery) refuses every connection.")
    case .notificationDown: .fault("E", "notification.down", "notify down", "Notification refuses every connection.")
    case .certificateExpires:
      .fault("e", "certificate.expires", "cert expires", "Payment's certificate runs out; healing rotates it.")
    case .sidecarDies:
      .fault("S", "sidecar.dies", "sidecar dies", "The sidecar of shipping is dead; the service behind it is not.")
    case .controlPlaneDown:
      .fault("P", "control.down", "control plane down", "No configuration or certificates for sidecars.")
    case .consumersSlow:
      .fault("c", "consumers.slow", "slow consumers", "Consumers take twenty times as long for a record.")
    case .brokerDown: .fault("m", "broker.down", "broker down", "The message broker takes and acknowledges nothing.")
    case .crashBeforePublish:
      .once(
        "f", "crash.before-publish", "crash: unpublished",
        "The next publisher crashes before it publishes: a relay, or the order service without the outbox.")
    case .crashBeforeMark:
      .once(
        "a", "crash.before-mark", "crash: unmarked",
        "The next publisher crashes after it published, before that is marked.")
    case .partition:
      .faults(
        "XYZ", by: .each(Shop.Region.self), "partition", "cut off *", "Region * hears nobody and nobody hears it.")
    case .burst: .fault("u", "traffic.burst", "traffic burst", "Three times as many requests as the knob says.")
    case .capacityHalves:
      .fault("V", "capacity.halves", "capacity halves", "Half of the servers are gone; the shedder is told.")
    case .increment:
      .onces("ABC", by: .each(Shop.Region.self), "increment", "increment *", "Adds one to region *'s position by hand.")
    case .mergeNow: .once("g", "merge.now", "merge now", "All regions that hear each other merge at once.")
    case .followNext:
      .once("x", "follow.next", "follow the next order", "Follows the next order of the traffic to its end.")
    case .followFailures:
      .once(
        "F", "follow.failures", "follow failures",
        "Lets go of the order that a key chose: the newest one that failed or whose event is lost is followed.")
    }
  }
}
