import Engine
import LabKit
import Patterns

/// An online shop in which eight patterns work together, one flow from left to right: traffic, load shedder, gateway
/// with bulkheads, order saga through circuit breakers, outbox, queue, consumers, G-Counter.
struct Shop: Lab {
  var traffic = Arrivals<Shop>(.arrival, stream: Stream.arrivals)
  var shedder: LoadShedder
  var gateway = Station<Slot>(servers: Shop.gatewayServers, places: Shop.gatewayPlaces)
  var requests = Slab<Request>()
  /// For orders, analytics, and both; the line for payment is short, since whoever waits there holds a permit for orders.
  var pools = Each<PoolName, Pool>(
    Pool(size: 50, line: 200), Pool(size: 5, line: 50), Pool(size: 75, line: 250), Pool(size: 20, line: 5))

  var mesh: Mesh
  var breakers: Each<Service, CircuitBreaker>
  var services = Each<Service, Dependency>(repeating: Dependency(mean: .zero))
  var orders = Orders()
  var trace = Trace()
  /// The newest order whose event was lost, and the newest that was counted again.
  var lost = Pinned(), countedAgain = Pinned()

  var outbox = Outbox()
  var crashes = Arrivals<Shop>(.crash, stream: Stream.crashes)
  var log = PartitionedLog<UInt32?>(partitions: Shop.partitionCount)
  var consumers = ContiguousArray(repeating: Consumer(), count: Shop.partitionCount)
  var regions = Regions()

  var consistency = ConsistencyCheck()
  var symptoms = Symptoms()

  /// What can happen in the shop; a slot is a request's, or the number of a relay, consumer or region.
  enum Event: UInt8, EventKind {
    case arrival, gatewayDone, workDone, callReturns, callAgain, compensateAgain
    case relayPolls, batchArrives, batchAcknowledged, crash, meshTick
    case consumerPolls, consumerDone, gossip, gossipArrives
  }

  enum Stream: Int, StreamKind {
    case arrivals, mix, shedding, gateway, work, calls, compensations, backoff, consuming, gossip, crashes,
      crashPoints, proxies
  }

  init(_ context: inout Context<Shop>) {
    let knobs = context.knobs
    shedder = LoadShedder(capacity: knobs.capacity)
    mesh = Mesh(knobs)
    breakers = Each(repeating: CircuitBreaker(knobs.breakerSettings))
    regions.mail.network.delay = .exponential(mean: .milliseconds(40))
    reconfigure(&context)
    context.schedule(.meshTick, after: Shop.meshInterval)
    for consumer in 0..<Slot(Shop.partitionCount) {
      context.schedule(.consumerPolls, consumer, after: Shop.pollInterval)
    }
    scheduleGossip(&context)
    moveLagCeiling(knobs)
  }

  mutating func handle(_ event: Event, _ slot: Slot, _ tag: UInt32, _ context: inout Context<Shop>) {
    switch event {
    case .arrival: if let number = traffic.next(tag, &context) { arrive(number, &context) }
    case .gatewayDone: leaveGateway(slot, &context)
    case .workDone: finishWork(slot, &context)
    case .callReturns: returnCall(slot, &context)
    case .callAgain:
      context.count(.callsRetried)
      call(slot, &context)
    case .compensateAgain:
      let step = requests[slot].call.service.rawValue + 1
      follow(requests[slot].saga.handle(.retryDue(step)), slot, &context)
    case .relayPolls: pollOutbox(Int(slot), &context)
    case .batchArrives: appendBatch(Int(slot), &context)
    case .batchAcknowledged: acknowledgeBatch(Int(slot), &context)
    case .meshTick: lookAfterMesh(&context)
    case .crash: if let number = crashes.next(tag, &context) { armCrash(number, &context) }
    case .consumerPolls: poll(Int(slot), &context)
    case .consumerDone: commit(Int(slot), &context)
    case .gossip: if tag == regions.generation { gossip(Region(rawValue: Int(slot))!, &context) }
    case .gossipArrives: receive(slot, tag, &context)
    }
  }

  /// Takes over changed knobs and faults: running timers keep their end, everything else holds from now on.
  mutating func reconfigure(_ context: inout Context<Shop>) {
    let knobs = context.knobs
    traffic.turn(to: knobs.traffic * (context.isOn(.burst) ? 3 : 1), &context)
    crashes.turn(to: knobs.crashesPerMinute / 60, &context)
    if context.hasTurned("high.water", "backpressure") { moveLagCeiling(knobs) }
    startRelays(&context)
    if !knobs.hasOutbox { consistency.hadNoOutbox = true }
    if !knobs.hasInbox { consistency.hadNoInbox = true }
    consistency.gossips = knobs.gossips
    symptoms.remember(context)
    let isHalved = context.isOn(.capacityHalves)
    shedder.capacity = knobs.capacity * (isHalved ? 0.5 : 1)
    shedder.threshold = knobs.threshold / 100
    gateway.servers = Shop.gatewayServers / (isHalved ? 2 : 1)
    while let slot = gateway.startWaiting() { scheduleGateway(slot, &context) }
    reconfigureMesh(&context)
    reconfigureServices(&context)
    if context.hasTurned("gossip") {
      regions.generation &+= 1
      scheduleGossip(&context)
    }
    for region in Region.allCases {
      // Every region that is cut off is on a side of its own.
      regions.mail.network.move(region.rawValue, toSide: context.isOn(.partition, region) ? region.rawValue + 1 : 0)
    }
  }

  mutating func act(_ action: Action, _ member: Int, _ context: inout Context<Shop>) {
    switch action {
    case .order: orderByHand(refusedStep: 0, &context)
    case .failStep1, .failStep2, .failStep3, .failStep4:
      orderByHand(refusedStep: UInt8(action.rawValue + 1), &context)
    case .increment:
      regions.increment(Region(rawValue: member)!)
      context.count(.counterByHand)
    case .mergeNow:
      symptoms.regions = context.input
      mergeNow(&context)
    // These happen to whoever comes to that point next.
    case .crashBeforePublish, .crashBeforeMark: outbox.crashes[action] = context.input
    case .followNext: orders.wanted = context.input
    case .followFailures: (trace.isChosen, orders.wanted) = (false, nil)
    default: break
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
  static let partitionCount = 6, mostRelays = 4, relayBatch = 100, lagAlert = 10_000
  static let relayInterval = Interval.milliseconds(50), pollInterval = Interval.milliseconds(20)
  /// How soon a relay tries again after the broker did not answer, and how long a crashed one is away.
  static let brokerPause = Interval.milliseconds(200), relayRestart = Interval.seconds(2)
  /// From a relay to the broker, and back.
  static let brokerLatency = Interval.milliseconds(10)
  static let meshInterval = Interval.seconds(1)
}

extension Shop {
  static func declaration(of _: NoBlueprint) -> Declaration<Shop> {
    Declaration(card, rule: rule, promises: promises)
  }

  private static let promises: [Promise<Shop>] = [
    .never(
      "undone", "No order is charged and forgotten.", counted: .ordersStranded,
      as: "order charged and forgotten", breaks: .when(off: ["saga": "off"], under: .failStep3)),
    .never(
      "announced", "Every confirmed order is announced.", counted: .eventsLost, as: "event lost",
      breaks: .when(off: ["outbox": "off"], under: .crashBeforePublish)),
    .never(
      "once", "No order is counted twice.", counted: .counterDoubled, as: "order counted twice",
      breaks: .when(off: ["inbox": "off"], under: .crashBeforeMark)),
    .share(
      "answered", "Payments are answered in time.", of: .of(.served, Class.p0), among: .of(.offered, Class.p0),
      least: 0.95, overSeconds: 10,
      // No pattern answers payments while a service that they need is down.
      except: Service.allCases.map(\.down) + [.paymentSlow, .certificateExpires, .sidecarDies],
      breaks: .when(off: ["shedding": "off"], under: .burst)),
  ]

  private static let card = Card<Shop>(
    id: "shop", title: "The shop", group: "Home",
    summary: "An online shop in which eight patterns work together: break it and watch what each of them does.",
    alsoCalled: ["microservices", "checkout", "online shop"],
    whenToUse: ["To see how the patterns lean on each other: what one lets through, the next has to cope with."],
    whenNot: ["To study one pattern by itself: its own lab shows more of it."],
    simplifies: [
      "Services never queue: they have a latency, exponential, and errors; what overload does is shown at the gateway.",
      "A refused connection takes 1 ms to come back; every call shakes hands anew, and two sidecars add to it.",
      "Retries, timeouts, breakers and mTLS are the sidecars'; calls without them are bare and never given up.",
      "The order service has one instance, and so has each service; a dead sidecar cuts its service off.",
      "Certificates live for two minutes here and for a day in most meshes, so that a class can see them run out.",
      "Confirm order is a call to notification and the commit of order row and outbox row in one.",
      "The broker is one node that loses nothing it has acknowledged; a relay's rows are locked for 20 ms.",
      "A relay that crashes is back after 2 s, its rows at once; the database never fails.",
      "Without the outbox a crash of the order service costs one event: each order has a process of its own.",
      "The consumers share one inbox, and an event's id is its order's number.",
      "When the capacity halves, half of the servers are gone and the shedder is told.",
      "The shares of P0, P1 and P2 and their quotas are ours; nothing about them is published.",
    ],
    panels: [
      counterPanel.slowed { lab, context in Region.allCases.contains { lab.regions.hasJustMerged($0, at: context.now) }
      },
      sheddingPanel, sagaPanel,
      breakersPanel.slowed { lab, _ in Service.allCases.contains { lab.breakers[$0].state == .halfOpen } },
      queuePanel.slowed { lab, _ in !lab.outbox.crashes.isEmpty },
      followPanel.slowed { lab, _ in lab.trace.isUnderWay },
    ],
    drainsWithin: .seconds(7200), map: map,
    firstSteps: [
      .turnUp("more traffic than the servers can take; who is turned away?") { view in
        (view.rate(.of(.shed, Class.p2), overSeconds: 1) ?? 0) > 0
      },
      .inject(.paymentDown, "payment is down; its breaker opens soon.") { view in
        Service.allCases.contains { (view.rate(.of(.opened, $0), overSeconds: 20) ?? 0) > 0 }
      },
      .askWhy("read what led to that."),
      .beginTwin(switching: "breakers", "the same without breakers, side by side."),
    ])
}
