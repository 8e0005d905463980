import Engine
import FirstEdition

extension SidecarLab {
  /// One running copy of a service, with its proxy if there is one.
  struct Instance: Sendable {
    let service: Int
    /// Counts the replacements, so that an old start-up does not make a newer one ready.
    var generation: UInt32 = 0
    /// What its proxy was told last; nil before it was told anything.
    var config: Config?
    /// When the certificate runs out; nil before it has one.
    var certificateEnds: Instant?
    /// When it was issued and for how long: the ledger that the law looks at.
    var issued: (at: Instant, lifetime: Interval)?
    var isProxyDead = false
    /// Whether it takes calls.
    var isReady = true
    /// Whether the others believe that it takes calls.
    var isListed = true
    /// Whether it has started and waits for the control plane.
    var isWaiting = false
  }

  /// What a proxy is told.
  struct Config: Sendable {
    let version: Int
    let features: Features
  }

  static let instancesPerService = 2
  static let startUp = Interval.seconds(1)

  static func instances(of service: Int) -> Range<Int> {
    service * instancesPerService..<(service + 1) * instancesPerService
  }

  var certificateLifetime: Interval { .seconds(knobs.certificateSeconds) }
  var isControlPlaneUp: Bool { self[.controlPlaneDown] == nil }

  /// Everybody begins with a configuration and a certificate.
  mutating func openFleet() {
    for index in 0..<SidecarLab.serviceNames.count * SidecarLab.instancesPerService {
      var instance = Instance(service: index / SidecarLab.instancesPerService)
      instance.config = Config(version: version, features: newest)
      instances.append(instance)
      issue(index, at: .start)
    }
  }

  private mutating func issue(_ index: Int, at now: Instant) {
    instances[index].certificateEnds = now + certificateLifetime
    instances[index].issued = (now, certificateLifetime)
  }

  /// The control plane tells a proxy what it should do and gives it a certificate.
  private mutating func equip(_ index: Int, at now: Instant) {
    instances[index].config = Config(version: version, features: newest)
    if !isExpiring(instances[index].service) { issue(index, at: now) }
  }

  private func isExpiring(_ service: Int) -> Bool {
    service == SidecarLab.orders && self[.certificateExpires] != nil
  }

  /// An instance is replaced by a new one, which knows nothing yet.
  mutating func replace(_ index: Int, cause: NoteID, _ context: inout Context<SidecarLab>) {
    let generation = instances[index].generation &+ 1
    let isDead = index == deadProxy
    var fresh = Instance(service: instances[index].service)
    fresh.generation = generation
    fresh.isReady = false
    fresh.isListed = instances[index].isListed && knobs.mode == .sidecars && !isControlPlaneUp
    fresh.isProxyDead = isDead
    instances[index] = fresh
    signs.startCause[index] = cause
    context.count(.instancesStarted)
    context.note(.instanceStarts(fresh.service), cause: cause)
    context.schedule(.started(UInt32(index), generation), after: SidecarLab.startUp)
  }

  /// A new instance has come up: it takes calls when it has all that it needs.
  mutating func start(_ index: Int, _ generation: UInt32, _ context: inout Context<SidecarLab>) {
    guard instances[index].generation == generation, !instances[index].isReady else { return }
    guard knobs.mode != .sidecars || isControlPlaneUp else {
      instances[index].isWaiting = true
      context.reach(.instanceWaits)
      context.note(.instanceWaits(instances[index].service), cause: self[.controlPlaneDown] ?? .chance)
      tellGone(instances[index].service, &context)
      return
    }
    equip(index, at: context.now)
    instances[index].isReady = true
    instances[index].isWaiting = false
    instances[index].isListed = true
  }

  private func tellGone(_ service: Int, _ context: inout Context<SidecarLab>) {
    let ready = SidecarLab.instances(of: service).contains { instances[$0].isReady }
    if !ready { context.note(.serviceGone(service), cause: self[.controlPlaneDown] ?? .chance) }
  }

  /// The control plane tells all proxies what is new, renews certificates past half of their life, lists who takes
  /// calls, and lets those go on that have waited.
  mutating func push(_ context: inout Context<SidecarLab>) {
    // With libraries every team has its own job for that.
    guard isControlPlaneUp || knobs.mode != .sidecars else { return }
    renewCertificates(at: context.now)
    for index in instances.indices {
      if instances[index].isWaiting { start(index, instances[index].generation, &context) }
      if isControlPlaneUp, let config = instances[index].config, config.version != version {
        instances[index].config = Config(version: version, features: newest)
      }
      instances[index].isListed = instances[index].isReady
    }
  }

  /// Once a second the control plane looks after its fleet.
  mutating func tick(_ context: inout Context<SidecarLab>) {
    context.schedule(.tick, after: .seconds(1))
    push(&context)
    tellCertificates(&context)
  }

  private mutating func renewCertificates(at now: Instant) {
    for index in instances.indices where instances[index].isReady && !isExpiring(instances[index].service) {
      guard let issued = instances[index].issued else { continue }
      if now - issued.at >= issued.lifetime * 0.5 { issue(index, at: now) }
    }
  }

  /// The certificates of orders run out now, or are issued anew.
  mutating func expire(_ isOn: Bool, _ context: inout Context<SidecarLab>) {
    for index in SidecarLab.instances(of: SidecarLab.orders) {
      if isOn {
        instances[index].certificateEnds = context.now
        instances[index].issued = nil
      } else {
        issue(index, at: context.now)
      }
    }
    tellCertificates(&context)
  }

  /// The instance whose proxy is dead.
  var deadProxy: Int? {
    self[.sidecarDies] == nil ? nil : SidecarLab.instances(of: SidecarLab.orders).lowerBound
  }

  /// A proxy that comes back has forgotten everything and has to be told anew; the service behind it never stopped.
  mutating func setProxies(_ context: inout Context<SidecarLab>) {
    for index in instances.indices {
      let isDead = index == deadProxy
      let comesBack = instances[index].isProxyDead && !isDead
      instances[index].isProxyDead = isDead
      guard comesBack, knobs.mode == .sidecars else { continue }
      replace(index, cause: context.input, &context)
    }
  }

  /// Whether a certificate is good for a handshake.
  func hasValidCertificate(_ index: Int, at now: Instant) -> Bool {
    instances[index].certificateEnds.map { now < $0 } ?? false
  }

  /// Whether mTLS is in use anywhere.
  var usesCertificates: Bool {
    switch knobs.mode {
    case .none: false
    case .sidecars: instances.contains { $0.config?.features.hasMTLS ?? false }
    case .libraries: knobs.hasMTLS && isWritten(.mTLS, 0)
    }
  }
}
