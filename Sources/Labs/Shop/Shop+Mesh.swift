import Engine
import LabKit

/// What the control plane does: it tells the proxies their configuration, renews their certificates, and brings those
/// that come back up again. While it is down, all of that stops and everything else goes on.
extension Shop {
  /// Once a second the control plane looks after its proxies.
  mutating func lookAfterMesh(_ context: inout Context<Shop>) {
    context.schedule(.meshTick, after: Shop.meshInterval)
    if context.isControlPlaneUp {
      for index in mesh.proxies.indices { equip(index, &context) }
    }
    tellCertificates(&context)
  }

  private mutating func equip(_ index: Int, _ context: inout Context<Shop>) {
    if !mesh.proxies[index].isUp && !context.isOn(.sidecarDies) {
      mesh.proxies[index].isUp = true
      mesh.proxies[index].issued = nil
      context.note(.sidecarBack(index), cause: signs.sidecar)
    }
    guard !(index == Mesh.expiring.rawValue && context.isOn(.certificateExpires)) else { return }
    if let issued = mesh.proxies[index].issued, context.now - issued.at < issued.lifetime * 0.5 { return }
    mesh.issue(index, at: context.now, lifetime: .seconds(context.knobs.certificateSeconds))
  }

  /// Takes over what was turned, injected or healed. Another configuration reaches the proxies if there is somebody to
  /// tell them.
  mutating func reconfigureMesh(_ context: inout Context<Shop>) {
    if context.hasToggled(.controlPlaneDown) { switchControlPlane(context.isOn(.controlPlaneDown), &context) }
    if context.hasToggled(.certificateExpires) {
      expireCertificate(context.isOn(.certificateExpires), &context)
    }
    if context.hasToggled(.sidecarDies) { killSidecar(context.isOn(.sidecarDies), &context) }
    let config = Mesh.Config(context.knobs)
    if config != signs.config {
      signs.config = config
      mesh.newest += 1
      if !context.isControlPlaneUp && context.knobs.hasSidecars {
        context.note(.configWaits, cause: context.input)
      }
    }
    pushConfig(&context)
    if context.before.hasSidecars != context.knobs.hasSidecars { switchSidecars(&context) }
  }

  private mutating func pushConfig(_ context: inout Context<Shop>) {
    guard context.isControlPlaneUp, mesh.version != mesh.newest else { return }
    let before = mesh.config.breaker
    mesh.adopt(Mesh.Config(context.knobs))
    guard before != mesh.config.breaker else { return }
    for service in Service.allCases {
      breakers[service].change(mesh.config.breaker, at: context.now.duration)
    }
  }

  private mutating func switchControlPlane(_ isDown: Bool, _ context: inout Context<Shop>) {
    signs.sidecar = context.input
    if isDown {
      mesh.frozen = mesh.version
      context.note(.controlPlaneGone(context.knobs.hasSidecars), cause: context.input)
    } else {
      mesh.frozen = nil
      pushConfig(&context)
      context.note(.controlPlaneBack, cause: context.input)
    }
  }

  /// The certificate of payment's proxy runs out, or is rotated if somebody can do that.
  private mutating func expireCertificate(_ isOn: Bool, _ context: inout Context<Shop>) {
    let index = Mesh.expiring.rawValue
    if isOn {
      mesh.proxies[index].certificateEnds = context.now
      mesh.proxies[index].issued = nil
      if !context.knobs.hasSidecars {
        context.note(.noSidecar, cause: context.input)
      } else if !mesh.config.hasMTLS {
        context.note(.certificateUnused, cause: context.input)
      }
    } else if context.isControlPlaneUp {
      mesh.issue(index, at: context.now, lifetime: .seconds(context.knobs.certificateSeconds))
    } else if context.knobs.hasSidecars {
      context.note(.rotationWaits, cause: context.cause(.controlPlaneDown))
    }
    tellCertificates(&context)
  }

  /// The proxy of shipping dies; when it comes back it has to be told everything anew.
  private mutating func killSidecar(_ isOn: Bool, _ context: inout Context<Shop>) {
    if isOn {
      mesh.proxies[Mesh.dying.rawValue].isUp = false
      context.note(context.knobs.hasSidecars ? .sidecarDead : .noSidecar, cause: context.input)
      signs.sidecar = context.input
    } else if !context.isControlPlaneUp && context.knobs.hasSidecars {
      signs.sidecar = context.note(.sidecarWaits, cause: context.cause(.controlPlaneDown))
    } else {
      signs.sidecar = context.input
    }
  }

  /// Tells of certificates that have run out, and when all are good again.
  private mutating func tellCertificates(_ context: inout Context<Shop>) {
    guard context.knobs.hasSidecars && mesh.config.hasMTLS else { return }
    let now = context.now
    let out = mesh.proxies.indices.filter { !mesh.proxies[$0].isCertified(at: now) }
    let news = out.filter { !signs.expired.contains($0) }
    let wereOut = !signs.expired.isEmpty
    signs.expired = out
    if let first = news.first {
      let isByKey = first == Mesh.expiring.rawValue && context.isOn(.certificateExpires)
      signs.certificate = context.note(
        .certificatesOut(first, news.count),
        cause: isByKey
          ? context.cause(.certificateExpires)
          : context.isControlPlaneUp ? signs.lifetime : context.cause(.controlPlaneDown))
    } else if wereOut && out.isEmpty {
      context.note(.certificatesGood, cause: context.input)
    }
  }

  /// Sidecars are put beside the services or taken away, maybe while something is wrong with them.
  private mutating func switchSidecars(_ context: inout Context<Shop>) {
    let isWrong = !mesh.proxies.allSatisfy { $0.isUp && $0.isCertified(at: context.now) }
    if !context.knobs.hasSidecars {
      context.note(.callsBare(isWrong || !context.isControlPlaneUp), cause: context.input)
    } else if !mesh.isUp(Mesh.dying) {
      context.note(
        .sidecarDead, cause: context.isOn(.sidecarDies) ? context.cause(.sidecarDies) : signs.sidecar)
    }
  }
}
