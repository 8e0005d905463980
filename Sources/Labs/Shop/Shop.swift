import Engine
import FirstEdition
import Patterns

/// An online shop in which eight patterns work together, one flow from left to right: traffic, load shedder, gateway
/// with bulkheads, order saga through circuit breakers, outbox, queue, consumers, G-Counter.
public struct Shop: Lab {
  var knobs: Knobs
  /// Which faults are injected, and by which note.
  var faults = Faults()

  var traffic: Source
  var shedder: LoadShedder
  var gateway: Station<UInt32>
  var requests = Slab<Request>()
  var pools: Pools

  var mesh: Mesh
  var breakers: PerService<CircuitBreaker>
  var orders = Orders()
  var trace = Trace()

  var outbox = Outbox()
  /// Crashes of publishers that come by chance.
  var crashes: Source
  var log: PartitionedLog
  var consumers: [Consumer]
  var regions: Regions

  var audit = Audit()
  var signs: Signs

  /// The shop at opening time.
  public init(_ knobs: Knobs, _ context: inout Context<Shop>) {
    self.knobs = knobs
    traffic = Source(.poisson, rate: knobs.traffic, stream: .arrivals)
    crashes = Source(.poisson, rate: knobs.crashesPerMinute / 60, stream: .crashes)
    shedder = LoadShedder(capacity: knobs.capacity, threshold: knobs.threshold / 100)
    gateway = Station(servers: Shop.gatewayServers, places: Shop.gatewayPlaces)
    pools = Pools()
    mesh = Mesh(knobs)
    signs = Signs(Mesh.Config(knobs))
    let breaker = CircuitBreaker(knobs.breakerSettings)
    breakers = PerService(breaker, breaker, breaker, breaker)
    log = PartitionedLog(partitions: Shop.partitionCount)
    consumers = Array(repeating: Consumer(), count: Shop.partitionCount)
    regions = Regions()
    if let due = traffic.begin(context) { context.schedule(.arrival(traffic.generation), at: due) }
    context.schedule(.meshTick, after: Shop.meshInterval)
    if let due = crashes.begin(context) { context.schedule(.crash(crashes.generation), at: due) }
    startRelays(&context)
    for consumer in 0..<Shop.partitionCount {
      context.schedule(.consumerPolls(UInt32(consumer)), after: Shop.pollInterval)
    }
    scheduleGossip(&context)
    orders.tracesNext = true
    moveLagCeiling()
    noteSwitches()
  }

  /// Lets one event happen.
  public mutating func handle(_ event: Event, _ context: inout Context<Shop>) {
    switch event {
    case .arrival(let generation): arrive(generation, &context)
    case .gatewayDone(let slot): leaveGateway(slot, &context)
    case .workDone(let slot): finishWork(slot, &context)
    case .callReturns(let slot): returnCall(slot, &context)
    case .callAgain(let slot): callAgain(slot, &context)
    case .compensateAgain(let slot): compensateAgain(slot, &context)
    case .relayPolls(let relay): pollOutbox(Int(relay), &context)
    case .batchArrives(let relay): appendBatch(Int(relay), &context)
    case .batchAcknowledged(let relay): acknowledgeBatch(Int(relay), &context)
    case .meshTick: lookAfterMesh(&context)
    case .crash(let generation): crashByChance(generation, &context)
    case .consumerPolls(let consumer): poll(Int(consumer), &context)
    case .consumerDone(let consumer): commit(Int(consumer), &context)
    case .gossip(let region): gossip(Int(region), &context)
    case .gossipArrives(let message): receive(message, &context)
    }
  }
}

extension Shop {
  /// Half of them are gone when the capacity halves.
  static let gatewayServers = 8
  /// Beyond this many in service and waiting a request is refused, shedder or not: memory is finite.
  static let gatewayPlaces = 20_000
  /// What the servers can do beyond the capacity that the shedder reckons with.
  static let headroom = 1.1
  static let partitionCount = 6
  static let relayInterval = Interval.milliseconds(50)
  static let relayBatch = 100
  static let mostRelays = 4
  /// How soon a relay tries again after the broker did not answer, and how long a crashed one is away.
  static let brokerPause = Interval.milliseconds(200)
  static let relayRestart = Interval.seconds(2)
  /// From a relay to the broker, and back.
  static let brokerLatency = Interval.milliseconds(10)
  static let meshInterval = Interval.seconds(1)
  static let pollInterval = Interval.milliseconds(20)
  static let lagAlert = 10_000
}

extension Shop.Knobs {
  /// The breakers' settings that these knobs mean.
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
