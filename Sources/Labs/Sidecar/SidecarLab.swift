import Engine
import LabKit
import Patterns

/// A chain of services, each with a proxy beside it, a library inside it, or nothing: what that costs per hop, what it
/// covers, and what goes on when the control plane, a certificate or a proxy does not.
struct SidecarLab: Lab {
  /// The chain from the top; the last one that a chain comes to is its bottom. Keys break orders; every chain has it.
  enum Service: Int, Label {
    case web, orders, payment, stock, ledger, vendor
    /// The one that it calls.
    var next: Service { Service(rawValue: rawValue + 1)! }
    /// The positions of its instances.
    var instances: Range<Int> { rawValue * SidecarLab.copies..<(rawValue + 1) * SidecarLab.copies }
  }
  enum Topic: Int { case fleet, coverage, latency, control }
  enum Stream: Int, StreamKind { case arrivals, work, network, proxy, errors, backoff, churn, churned }
  enum Event: UInt8, EventKind {
    case arrival, worked, callArrives, answers, timesOut, triesAgain, started, churn, tick
  }

  var traffic = Arrivals<Self>(.arrival, stream: Stream.arrivals)
  var churn = Arrivals<Self>(.churn, stream: Stream.churn)
  var instances: [Instance] = []
  /// One breaker an edge, shared by the instances of the calling service.
  var breakers = Each<Service, CircuitBreaker>(repeating: CircuitBreaker(breakerSettings))
  /// Whose turn it is among the instances of a service.
  var turns = Each<Service, Int>(repeating: 0)
  var frames = Slab<Frame>()
  /// The newest request that failed.
  var victim = Pinned()
  /// The numbers of the newest attempt and of the newest request by key.
  var tokens: UInt32 = 0, byHand: UInt64 = 0
  /// Why requests failed so far, how many are at work, and since when the oldest is.
  var failures = Each<Failure, Int>(repeating: 0), atWork = 0, oldest: Instant?
  /// What the control plane would tell, how often that has changed, and when mode or features last did.
  var newest: Features, version = 1, changedAt = Instant.start
  /// What hops that began since the mode was chosen took longer, how many there were, and what chose the mode when.
  var cost = (time: Interval.zero, hops: 0, since: Instant.start, cause: NoteID.chance)
  /// The most retries that were ever switched on.
  var mostRetries = 0
  /// What every proxy knew when the control plane went down, and when that was.
  var frozen: [Int] = [], downSince = Instant.start
  /// What explains errors, short lives of certificates, an open breaker, plaintext, and each instance that is missing.
  var errorCause = NoteID.chance, certificateCause = NoteID.chance, openedCause = NoteID.chance
  var plainCause = NoteID.chance
  var hasToldPlain = false, expired = Each<Service, Hysteresis>(repeating: Hysteresis())

  /// A fleet that has run for a while.
  init(_ context: inout Context<Self>) {
    newest = Features(context.knobs)
    for service in Service.allCases {
      for index in service.instances {
        instances.append(Instance(service: service))
        equip(index, &context)
      }
    }
    reconfigure(&context)
    context.schedule(.tick, after: .seconds(1))
  }

  mutating func handle(_ event: Event, _ slot: Slot, _ tag: UInt32, _ context: inout Context<Self>) {
    switch event {
    case .arrival: if let number = traffic.next(tag, &context) { begin(number, isByHand: false, &context) }
    case .worked: finishWork(slot, &context)
    case .callArrives: enter(slot, &context)
    case .answers: hearAnswer(slot, &context)
    case .timesOut: if frames[slot].token == tag { timeOut(slot, &context) }
    case .triesAgain: if frames[slot].token == tag { call(slot, &context) }
    case .started: start(Int(slot), tag, &context)
    case .churn: if let number = churn.next(tag, &context) { replaceByChance(number, &context) }
    case .tick:
      context.schedule(.tick, after: .seconds(1))
      push(&context)
      tellCertificates(&context)
    }
  }

  /// Whether nothing is under way any more and all have what they need.
  var isDrained: Bool { frames.count == 0 && instances.allSatisfy(\.isReady) }

  /// What proxies do changes when the control plane tells them; libraries read their file.
  mutating func reconfigure(_ context: inout Context<Self>) {
    let knobs = context.knobs, before = context.before
    mostRetries = max(mostRetries, knobs.retries)
    if context.hasTurned("errors") { errorCause = context.input }
    if context.hasTurned("cert.ttl") { certificateCause = context.input }
    traffic.turn(to: knobs.traffic, &context)
    churn.turn(to: knobs.churn / 60, &context)
    if before.mode != knobs.mode || before.hasMTLS != knobs.hasMTLS {
      (hasToldPlain, plainCause, changedAt) = (false, context.input, context.now)
    }
    if before.mode != knobs.mode {
      freeze()
      cost = (.zero, 0, context.now, context.input)
    }
    if newest != Features(knobs) {
      (newest, version, changedAt) = (Features(knobs), version + 1, context.now)
      if isCut(context) { context.note(.configWaits(version), cause: context.input) }
    }
    if context.hasToggled(.controlPlaneDown) { switchControlPlane(&context) }
    if context.hasToggled(.certificateExpires) { expire(&context) }
    if context.hasToggled(.sidecarDies) { switchProxy(&context) }
    push(&context)
  }

  /// A deployment replaces an instance once the one before it is up.
  func refusal(of action: Action, _ member: Int, _ context: borrowing Context<Self>) -> String? {
    guard action == .newInstance, !isCut(context) else { return nil }
    return Service.orders.instances.allSatisfy { instances[$0].isReady }
      ? nil : "the new instance of orders is not up yet"
  }

  mutating func act(_ action: Action, _ member: Int, _ context: inout Context<Self>) {
    if action == .newInstance { return replaceByHand(&context) }
    // Numbered far above the others, so that it shifts none of their draws.
    byHand += 1
    begin(1 << 40 + byHand, isByHand: true, &context)
  }
}

extension SidecarLab {
  /// How many instances a service has, and how long a new one takes to come up.
  static let copies = 2, startUp = Interval.seconds(1)
  /// Beyond so many frames the door is shut: memory is finite.
  static let mostFrames = 20_000
  /// So many keys lie between one request and the next; those of its calls follow from them.
  static let keysPerRequest: UInt64 = 1_000_003
  /// What a library adds to a call at either end, and how long it takes to learn that nobody is there.
  static let libraryDelay = Interval.microseconds(50), refusal = Interval.milliseconds(1)
  /// A slow bottom takes this many times as long.
  static let slowness = 400.0

  static let breakerSettings: CircuitBreaker.Settings = {
    var settings = CircuitBreaker.Settings()
    (settings.window, settings.minimumCalls, settings.failureRateThreshold) = (.count(20), 10, 50)
    (settings.waitInOpen, settings.permittedCallsInHalfOpen) = (.fixed(.seconds(5)), 3)
    return settings
  }()

  static func declaration(of _: NoBlueprint) -> Declaration<Self> {
    let card = Card<Self>(
      id: "sidecar", title: "Sidecar", group: "The eight",
      summary:
        "A proxy beside every service does what all of them need: encryption, retries, timeouts, breakers, telemetry.",
      alsoCalled: ["service mesh", "proxy", "mTLS", "Envoy", "Istio"],
      whenToUse: [
        "Many services in several languages need the same encryption, retries and telemetry.",
        "Those who run the fleet must change such things without a release of every service.",
        "Code that nobody can change any more has to speak mTLS.",
      ],
      whenNot: [
        "One application, or a few services in one language: a library does it, with less to run.",
        "A millisecond a hop is too much, or the memory of a second process for every instance is.",
        "Nobody is there to run a control plane and to watch its certificates.",
      ],
      simplifies: [
        "A proxy adds an exponential time to a call; it takes no processor from the service beside it.",
        "A library adds 50 microseconds at either end and does the same as the proxy, where it is written.",
        "Pieces of library are of one size and are written feature by feature, one language after the other.",
        "Services have two instances and never queue; an instance that is replaced ends what it has begun.",
        "Breakers belong to an edge, not to an instance.",
        "mTLS is permissive: who cannot encrypt calls in plaintext. The way in from outside has no proxy.",
        "A proxy makes spans; that the service must pass on their headers is left out.",
        "Certificates live for a minute here and for a day in most meshes, so that a class can see them run out.",
        "Turning the mode replaces nothing that runs: from the next request on it is the other fleet.",
      ],
      panels: [fleetPanel, controlPanel, coveragePanel, latencyPanel], verifications: verifications,
      drainsWithin: .seconds(1200), map: map)
    return Declaration(card, rule: rule, promises: promises)
  }
}
