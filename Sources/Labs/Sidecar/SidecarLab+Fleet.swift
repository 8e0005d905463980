import Engine
import LabKit
import Patterns

extension SidecarLab {
  /// One running copy of a service, with its proxy if there is one.
  struct Instance: Sendable {
    let service: Service
    /// Counts the replacements, so that an old start-up does not make a newer one ready.
    var generation: UInt32 = 0
    /// What its proxy was told last, and under which number; nil before it was told anything.
    var config: (version: Int, features: Features)?
    /// When the certificate runs out; nil before it has one.
    var certificateEnds: Instant?
    /// When it was issued and for how long: the ledger that the law looks at.
    var issued: (at: Instant, lifetime: Interval)?
    /// Whether it takes calls, whether the others believe so, and whether it has started and waits for the control plane.
    var isReady = true, isListed = true, isWaiting = false

    /// Whether its certificate is good for a handshake.
    func isTrusted(at now: Instant) -> Bool { certificateEnds.map { now < $0 } ?? false }

    /// Whether its certificate is past half of its life.
    func isDue(at now: Instant) -> Bool { isReady && issued.map { now - $0.at >= $0.lifetime * 0.5 } ?? false }
  }

  /// Whether proxies are without the control plane that they depend on.
  func isCut(_ context: borrowing Context<Self>) -> Bool {
    context.isOn(.controlPlaneDown) && context.knobs.mode == .sidecars
  }

  /// Whether it is the instance whose proxy is dead.
  func isProxyDead(_ index: Int, _ context: borrowing Context<Self>) -> Bool {
    index == Service.orders.instances.lowerBound && context.isOn(.sidecarDies) && context.knobs.mode == .sidecars
  }

  /// The control plane tells a proxy what it should do and gives it a certificate.
  mutating func equip(_ index: Int, _ context: inout Context<Self>) {
    instances[index].config = (version, newest)
    certify(index, &context)
  }

  /// Issues a certificate, unless those of the service are to run out.
  private mutating func certify(_ index: Int, _ context: inout Context<Self>) {
    guard instances[index].service != .orders || !context.isOn(.certificateExpires) else { return }
    let lifetime = Interval.seconds(context.knobs.certificateSeconds)
    (instances[index].certificateEnds, instances[index].issued) = (context.now + lifetime, (context.now, lifetime))
  }

  /// An instance is replaced by a new one, which knows nothing yet.
  private mutating func replace(_ index: Int, cause: NoteID, _ context: inout Context<Self>) {
    var fresh = Instance(service: instances[index].service)
    fresh.generation = instances[index].generation &+ 1
    fresh.isReady = false
    fresh.isListed = instances[index].isListed && isCut(context)
    instances[index] = fresh
    context.count(.instancesStarted)
    context.note(.instanceStarts(fresh.service), cause: cause)
    context.schedule(.started, Slot(index), tag: fresh.generation, after: Self.startUp)
  }

  mutating func replaceByChance(_ number: UInt64, _ context: inout Context<Self>) {
    var draw = context.draw(Stream.churned, number)
    let index = draw.below((context.knobs.hops + 1) * Self.copies), others = instances[index].service.instances
    // A deployment waits until the instance before is up (Kubernetes' maxUnavailable); where none comes up it is machines
    // that fail one by one.
    guard isCut(context) || others.contains(where: { $0 != index && instances[$0].isReady }) else { return }
    replace(index, cause: .chance, &context)
  }

  mutating func replaceByHand(_ context: inout Context<Self>) {
    let candidates = Service.orders.instances
    turns[.orders] += 1
    // One that is ready is replaced first, or pressing twice would replace the same one again.
    let index = candidates.first { instances[$0].isReady } ?? candidates.lowerBound + turns[.orders] % Self.copies
    replace(index, cause: context.input, &context)
  }

  /// A new instance has come up: it takes calls when it has all that it needs.
  mutating func start(_ index: Int, _ generation: UInt32, _ context: inout Context<Self>) {
    guard instances[index].generation == generation, !instances[index].isReady else { return }
    let service = instances[index].service
    guard !isCut(context) else {
      instances[index].isWaiting = true
      context.reach(.instanceWaits)
      context.note(.instanceWaits(service), cause: context.cause(.controlPlaneDown))
      if !service.instances.contains(where: { instances[$0].isReady }) {
        context.note(.serviceGone(service), cause: context.cause(.controlPlaneDown))
      }
      return
    }
    equip(index, &context)
    (instances[index].isReady, instances[index].isListed, instances[index].isWaiting) = (true, true, false)
  }

  /// The control plane tells all proxies what is new, renews certificates past half of their life, lists who takes
  /// calls, and lets those go on that have waited. With libraries every team has its own job for that.
  mutating func push(_ context: inout Context<Self>) {
    guard !isCut(context) else { return }
    for index in instances.indices {
      if instances[index].isDue(at: context.now) { certify(index, &context) }
      if instances[index].isWaiting { start(index, instances[index].generation, &context) }
      if !context.isOn(.controlPlaneDown), let config = instances[index].config, config.version != version {
        instances[index].config = (version, newest)
      }
      instances[index].isListed = instances[index].isReady
    }
  }

  mutating func switchControlPlane(_ context: inout Context<Self>) {
    if context.isOn(.controlPlaneDown) {
      freeze()
      downSince = context.now
      context.note(.controlPlaneGone(isMissed: context.knobs.mode == .sidecars), cause: context.input)
    } else {
      context.note(.controlPlaneBack(instances.count(where: \.isWaiting)), cause: context.input)
    }
  }

  /// Remembers what every proxy knows, to check that it learns nothing while nobody can tell it.
  mutating func freeze() { frozen = instances.map { $0.config?.version ?? 0 } }

  /// The certificates of orders run out now, or are issued anew.
  mutating func expire(_ context: inout Context<Self>) {
    for index in Service.orders.instances {
      (instances[index].certificateEnds, instances[index].issued) = (context.now, nil)
      certify(index, &context)
    }
    tellCertificates(&context)
  }

  /// The proxy of the first instance of orders dies, or comes back: it has forgotten everything and has to be told anew;
  /// the service behind it never stopped.
  mutating func switchProxy(_ context: inout Context<Self>) {
    let isDead = context.isOn(.sidecarDies), isMeshed = context.knobs.mode == .sidecars
    if !isDead, isMeshed { replace(Service.orders.instances.lowerBound, cause: context.input, &context) }
    context.note(isDead ? .sidecarDead(isMeshed: isMeshed) : .sidecarBack, cause: context.input)
  }

  /// Whether mTLS is in use anywhere.
  func usesCertificates(_ knobs: Knobs) -> Bool {
    switch knobs.mode {
    case .none: false
    case .sidecars: instances.contains { $0.config?.features.has(.mTLS) ?? false }
    case .libraries: knobs.hasMTLS && knobs.isWritten(.mTLS, 0)
    }
  }

  /// Whether a service has a library at work: one that is written for its language and does something that is on.
  func hasLibrary(_ service: Service, _ knobs: Knobs) -> Bool {
    Feature.allCases.contains { newest.has($0) && knobs.isWritten($0, knobs.language(service)) }
  }
}

extension SidecarLab {
  /// What every service needs and none should have to write itself, in the order in which libraries get it.
  enum Feature: Int, Label { case timeouts, retries, telemetry, mTLS, breaker }

  /// The features as they are switched: what a proxy is told.
  struct Features: Sendable, Equatable {
    private var isOn: UInt8 = 0, tries = 0, patience = 0.0

    /// Nothing is done for anybody.
    init() {}

    init(_ knobs: Knobs) {
      let switches = [knobs.timeout > 0, knobs.retries > 0, knobs.hasTelemetry, knobs.hasMTLS, knobs.hasBreaker]
      for (index, isSwitchedOn) in switches.enumerated() where isSwitchedOn { isOn |= 1 << UInt8(index) }
      (tries, patience) = (knobs.retries, knobs.timeout)
    }

    func has(_ feature: Feature) -> Bool { isOn & 1 << UInt8(feature.rawValue) != 0 }
    mutating func drop(_ feature: Feature) { isOn &= ~(1 << UInt8(feature.rawValue)) }

    /// How often a failed call is tried again, and after how many milliseconds an attempt is given up; 0 is never.
    var retries: Int { has(.retries) ? tries : 0 }
    var timeout: Double { has(.timeouts) ? patience : 0 }

    var retryPolicy: RetryPolicy {
      RetryPolicy(.fullJitter(first: .milliseconds(25), coefficient: 2, cap: .seconds(1)), maxAttempts: retries + 1)
    }
  }

  /// What is done for a call from an instance to the next service. What both ends must be able to do is in it only when
  /// both are.
  func features(from instance: Int, _ knobs: Knobs) -> Features {
    switch knobs.mode {
    case .none: return Features()
    case .sidecars: return instances[instance].config?.features ?? Features()
    case .libraries:
      var features = Features(knobs)
      let service = instances[instance].service
      for feature in Feature.allCases where !knobs.isWritten(feature, knobs.language(service)) {
        features.drop(feature)
      }
      if !knobs.isWritten(.mTLS, knobs.language(service.next)) { features.drop(.mTLS) }
      return features
    }
  }
}

extension SidecarLab.Knobs {
  /// The language that a service is written in.
  func language(_ service: SidecarLab.Service) -> Int { service.rawValue % languages }

  /// Whether the library of a language has a feature: the pieces are written language by language.
  func isWritten(_ feature: SidecarLab.Feature, _ language: Int) -> Bool {
    libraryWork > language * SidecarLab.Feature.allCases.count + feature.rawValue
  }

  /// Whether a feature works for services in a language, if it is switched on.
  func isCovered(_ feature: SidecarLab.Feature, _ language: Int) -> Bool {
    mode == .sidecars || mode == .libraries && isWritten(feature, language)
  }

  /// The services of the chain.
  var chain: ArraySlice<SidecarLab.Service> { SidecarLab.Service.allCases[0...hops] }
}
