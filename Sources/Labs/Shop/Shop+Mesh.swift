import Engine
import LabKit
import Patterns

extension Shop {
  /// The sidecars of the shop: a proxy beside the order service and one beside each service that it calls.
  struct Mesh: Sendable {
    struct Proxy: Sendable {
      var isUp = true
      var certificateEnds: Instant
      /// When the certificate was issued and for how long: the ledger that the law looks at.
      var issued: (at: Instant, lifetime: Interval)?

      mutating func issue(at now: Instant, lifetime: Interval) {
        (certificateEnds, issued) = (now + lifetime, (now, lifetime))
      }

      func isIssued(at now: Instant) -> Bool { issued.map { now - $0.at < $0.lifetime } ?? false }
    }

    enum Failure: Sendable {
      /// The service answered with an error, is down, or took longer than the proxy waits.
      case service(Dependency.Failure)
      /// The proxy before the service is dead, or one of the two certificates has run out.
      case proxy, certificate

      var words: String {
        switch self {
        case .service(.error): "error"
        case .service(.refused): "down"
        case .service(.timeout): "timed out"
        case .proxy: "sidecar dead"
        case .certificate: "certificate expired"
        }
      }
    }

    /// Where the order service's own proxy stands, after those of the services that it calls.
    static let caller = Service.allCases.count
    /// The services whose certificate and whose proxy the keys break.
    static let expiring = Service.payment
    static let dying = Service.shipping

    /// What the control plane tells the proxies.
    struct Config: Equatable, Sendable {
      let retries: Int, callTimeoutMilliseconds: Double, hasMTLS: Bool, hasBreakers: Bool
      let breaker: CircuitBreaker.Settings

      init(_ knobs: Knobs) {
        (retries, callTimeoutMilliseconds) = (knobs.retries, knobs.callTimeoutMilliseconds)
        (hasMTLS, hasBreakers, breaker) = (knobs.hasMTLS, knobs.hasBreakers, knobs.breakerSettings)
      }
    }

    /// What all proxies were told last, and which version that is.
    var config: Config, version = 1
    /// The version that the control plane would tell; proxies are behind while they could not be told.
    var newest = 1
    var proxies: ContiguousArray<Proxy>
    /// The version that the proxies had when the control plane went down; nil while it is up.
    var frozen: Int?

    init(_ knobs: Knobs) {
      config = Config(knobs)
      let lifetime = Interval.seconds(knobs.certificateSeconds)
      let proxy = Proxy(certificateEnds: .start + lifetime, issued: (.start, lifetime))
      proxies = ContiguousArray(repeating: proxy, count: Mesh.caller + 1)
    }

    var isWhole: Bool { version == newest && proxies.allSatisfy { $0.isUp && $0.issued != nil } }

    /// Whether both ends of a call to a service show a certificate that is good.
    @inline(__always) func shakesHands(_ service: Service, at now: Instant) -> Bool {
      now < proxies[service.rawValue].certificateEnds && now < proxies[Mesh.caller].certificateEnds
    }

    /// The same by the ledger of what was issued.
    @inline(__always) func isIssued(_ service: Service, at now: Instant) -> Bool {
      proxies[service.rawValue].isIssued(at: now) && proxies[Mesh.caller].isIssued(at: now)
    }

    static func name(_ index: Int) -> String {
      index == caller ? "the order service" : Service(step: index + 1).name
    }
  }
}

/// What the control plane does: it tells the proxies their configuration, renews their certificates, and brings those
/// that come back up again. While it is down, all of that stops and everything else goes on.
extension Shop {
  mutating func lookAfterMesh(_ context: inout Context<Shop>) {
    context.schedule(.meshTick, after: Shop.meshInterval)
    if !context.isOn(.controlPlaneDown) { for index in mesh.proxies.indices { equip(index, &context) } }
    tellCertificates(&context)
  }

  private mutating func equip(_ index: Int, _ context: inout Context<Shop>) {
    if !mesh.proxies[index].isUp && !context.isOn(.sidecarDies) {
      mesh.proxies[index].isUp = true
      mesh.proxies[index].issued = nil
      context.note(.sidecarBack, cause: symptoms.sidecar)
    }
    guard !(index == Mesh.expiring.rawValue && context.isOn(.certificateExpires)) else { return }
    if let issued = mesh.proxies[index].issued, context.now - issued.at < issued.lifetime * 0.5 { return }
    mesh.proxies[index].issue(at: context.now, lifetime: .seconds(context.knobs.certificateSeconds))
  }

  /// Takes over what was turned, injected or healed. Other settings reach the proxies if there is somebody to tell them.
  mutating func reconfigureMesh(_ context: inout Context<Shop>) {
    if context.hasToggled(.controlPlaneDown) {
      let isDown = context.isOn(.controlPlaneDown)
      symptoms.sidecar = context.input
      mesh.frozen = isDown ? mesh.version : nil
      context.note(isDown ? .controlPlaneGone(context.knobs.hasSidecars) : .controlPlaneBack, cause: context.input)
    }
    if context.hasToggled(.certificateExpires) { expireCertificate(&context) }
    if context.hasToggled(.sidecarDies) { killSidecar(&context) }
    if Mesh.Config(context.before) != Mesh.Config(context.knobs) {
      mesh.newest += 1
      if isLeaderless(&context) { context.note(.configWaits, cause: context.input) }
    }
    if !context.isOn(.controlPlaneDown), mesh.version != mesh.newest {
      (mesh.config, mesh.version) = (Mesh.Config(context.knobs), mesh.newest)
      for service in Service.allCases {
        breakers[service].change(mesh.config.breaker, at: context.now.duration)
      }
    }
    if context.hasTurned("sidecars") { switchSidecars(&context) }
  }

  /// Whether there are sidecars and nobody to tell them what to do.
  private func isLeaderless(_ context: inout Context<Shop>) -> Bool {
    context.isOn(.controlPlaneDown) && context.knobs.hasSidecars
  }

  /// The certificate of payment's proxy runs out, or is rotated if somebody can do that.
  private mutating func expireCertificate(_ context: inout Context<Shop>) {
    let index = Mesh.expiring.rawValue
    if context.isOn(.certificateExpires) {
      mesh.proxies[index].certificateEnds = context.now
      mesh.proxies[index].issued = nil
      if !context.knobs.hasSidecars || !mesh.config.hasMTLS {
        context.note(context.knobs.hasSidecars ? .certificateUnused : .noSidecar, cause: context.input)
      }
    } else if !context.isOn(.controlPlaneDown) {
      mesh.proxies[index].issue(at: context.now, lifetime: .seconds(context.knobs.certificateSeconds))
    } else if context.knobs.hasSidecars {
      context.note(.rotationWaits, cause: context.cause(.controlPlaneDown))
    }
    tellCertificates(&context)
  }

  /// The proxy of shipping dies; when it comes back it has to be told everything anew.
  private mutating func killSidecar(_ context: inout Context<Shop>) {
    symptoms.sidecar = context.input
    if context.isOn(.sidecarDies) {
      mesh.proxies[Mesh.dying.rawValue].isUp = false
      context.note(context.knobs.hasSidecars ? .sidecarDead : .noSidecar, cause: context.input)
    } else if isLeaderless(&context) {
      symptoms.sidecar = context.note(.sidecarWaits, cause: context.cause(.controlPlaneDown))
    }
  }

  private mutating func tellCertificates(_ context: inout Context<Shop>) {
    guard context.knobs.hasSidecars && mesh.config.hasMTLS else { return }
    let now = context.now, known = symptoms.expired
    symptoms.expired = mesh.proxies.indices.filter { now >= mesh.proxies[$0].certificateEnds }
    let news = symptoms.expired.filter { !known.contains($0) }
    if let first = news.first {
      let isByKey = first == Mesh.expiring.rawValue && context.isOn(.certificateExpires)
      let cause = isByKey ? context.cause(.certificateExpires) : context.cause(.controlPlaneDown)
      symptoms.certificate = context.note(
        .certificatesOut(first, news.count), cause: cause == .chance ? symptoms.lifetime : cause)
    } else if !known.isEmpty && symptoms.expired.isEmpty {
      context.note(.certificatesGood, cause: context.input)
    }
  }

  /// Sidecars are put beside the services or taken away, maybe while something is wrong with them.
  private mutating func switchSidecars(_ context: inout Context<Shop>) {
    if !context.knobs.hasSidecars {
      let isWrong = !mesh.proxies.allSatisfy { $0.isUp && context.now < $0.certificateEnds }
      context.note(.callsBare(isWrong || context.isOn(.controlPlaneDown)), cause: context.input)
    } else if !mesh.proxies[Mesh.dying.rawValue].isUp {
      context.note(.sidecarDead, cause: cause(.proxy, Mesh.dying, &context))
    }
  }
}
