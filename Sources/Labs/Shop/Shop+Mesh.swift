import Engine
import FirstEdition

/// What the control plane does: it tells the proxies their configuration, renews their certificates, and brings those
/// that come back up again. While it is down, all of that stops and everything else goes on.
extension Shop {
  var isControlPlaneUp: Bool { !faults.isOn(.controlPlaneDown) }
  /// Whether certificates matter to anybody.
  var usesCertificates: Bool { knobs.hasSidecars && mesh.config.hasMTLS }

  /// Once a second the control plane looks after its proxies.
  mutating func lookAfterMesh(_ context: inout Context<Shop>) {
    context.schedule(.meshTick, after: Shop.meshInterval)
    if isControlPlaneUp {
      for index in mesh.proxies.indices { equip(index, &context) }
    }
    tellCertificates(&context)
  }

  /// Whether every proxy is up, knows the newest configuration, and has a certificate that is good.
  var isMeshWhole: Bool {
    mesh.version == mesh.newest && mesh.proxies.allSatisfy { $0.isUp && $0.issued != nil }
  }

  private mutating func equip(_ index: Int, _ context: inout Context<Shop>) {
    if !mesh.proxies[index].isUp && !faults.isOn(.sidecarDies) {
      mesh.proxies[index].isUp = true
      mesh.proxies[index].issued = nil
      context.note(.sidecarBack(index), cause: signs.sidecar)
    }
    guard !(index == Mesh.expiring.index && faults.isOn(.certificateExpires)) else { return }
    if let issued = mesh.proxies[index].issued, context.now - issued.at < issued.lifetime * 0.5 { return }
    mesh.issue(index, at: context.now, lifetime: .seconds(knobs.certificateSeconds))
  }

  /// The knobs ask for another configuration: it reaches the proxies if there is somebody to tell them.
  mutating func configure(_ context: inout Context<Shop>) {
    let config = Mesh.Config(knobs)
    if config != signs.config {
      signs.config = config
      mesh.newest += 1
      if !isControlPlaneUp && knobs.hasSidecars { context.note(.configWaits, cause: context.input) }
    }
    pushConfig(context)
  }

  private mutating func pushConfig(_ context: borrowing Context<Shop>) {
    guard isControlPlaneUp, mesh.version != mesh.newest else { return }
    let before = mesh.config.breaker
    mesh.adopt(Mesh.Config(knobs))
    guard before != mesh.config.breaker else { return }
    for service in Service.allCases {
      breakers[service].change(mesh.config.breaker, at: context.now.duration)
    }
  }

  mutating func switchControlPlane(_ isDown: Bool, _ context: inout Context<Shop>) {
    signs.sidecar = context.input
    if isDown {
      mesh.frozen = mesh.version
      context.note(.controlPlaneGone(knobs.hasSidecars), cause: context.input)
    } else {
      mesh.frozen = nil
      pushConfig(context)
      context.note(.controlPlaneBack, cause: context.input)
    }
  }

  /// The certificate of payment's proxy runs out, or is rotated if somebody can do that.
  mutating func expireCertificate(_ isOn: Bool, _ context: inout Context<Shop>) {
    let index = Mesh.expiring.index
    if isOn {
      mesh.proxies[index].certificateEnds = context.now
      mesh.proxies[index].issued = nil
      if !knobs.hasSidecars {
        context.note(.noSidecar, cause: context.input)
      } else if !mesh.config.hasMTLS {
        context.note(.certificateUnused, cause: context.input)
      }
    } else if isControlPlaneUp {
      mesh.issue(index, at: context.now, lifetime: .seconds(knobs.certificateSeconds))
    } else if knobs.hasSidecars {
      context.note(.rotationWaits, cause: faults[.controlPlaneDown] ?? context.input)
    }
    tellCertificates(&context)
  }

  /// The proxy of shipping dies; when it comes back it has to be told everything anew.
  mutating func killSidecar(_ isOn: Bool, _ context: inout Context<Shop>) {
    if isOn {
      mesh.proxies[Mesh.dying.index].isUp = false
      context.note(knobs.hasSidecars ? .sidecarDead : .noSidecar, cause: context.input)
      signs.sidecar = context.input
    } else if !isControlPlaneUp && knobs.hasSidecars {
      signs.sidecar = context.note(.sidecarWaits, cause: faults[.controlPlaneDown] ?? context.input)
    } else {
      signs.sidecar = context.input
    }
  }

  /// Tells of certificates that have run out, and when all are good again.
  private mutating func tellCertificates(_ context: inout Context<Shop>) {
    guard usesCertificates else { return }
    let now = context.now
    let out = mesh.proxies.indices.filter { !mesh.proxies[$0].isCertified(at: now) }
    let news = out.filter { !signs.expired.contains($0) }
    let wereOut = !signs.expired.isEmpty
    signs.expired = out
    if let first = news.first {
      let isByKey = first == Mesh.expiring.index && faults.isOn(.certificateExpires)
      signs.certificate = context.note(
        .certificatesOut(first, news.count),
        cause: (isByKey ? faults[.certificateExpires] : nil) ?? faults[.controlPlaneDown] ?? signs.lifetime)
    } else if wereOut && out.isEmpty {
      context.note(.certificatesGood, cause: context.input)
    }
  }
}
