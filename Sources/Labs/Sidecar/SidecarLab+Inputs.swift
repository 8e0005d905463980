import Engine
import FirstEdition

extension SidecarLab {
  /// Takes over changed knobs. What proxies do changes when the control plane tells them; libraries read their file.
  public mutating func turn(_ knobs: Knobs, _ context: inout Context<SidecarLab>) {
    let before = self.knobs
    self.knobs = knobs
    signs.mostRetries = max(signs.mostRetries, knobs.retries)
    if before.errorPercent != knobs.errorPercent { signs.errorCause = context.input }
    if before.certificateSeconds != knobs.certificateSeconds { signs.certificateCause = context.input }
    if before.traffic != knobs.traffic, let due = traffic.turn(rate: knobs.traffic, context) {
      context.schedule(.arrival(traffic.generation), at: due)
    }
    if before.churn != knobs.churn, let due = churn.turn(rate: knobs.churn / 60, context) {
      context.schedule(.churn(churn.generation), at: due)
    }
    if before.mode != knobs.mode || before.hasMTLS != knobs.hasMTLS {
      signs.hasToldPlain = false
      signs.modeCause = context.input
      signs.changedAt = context.now
    }
    if before.mode != knobs.mode { freeze() }
    if newest != Features(knobs) { change(&context) }
    push(&context)
  }

  private mutating func change(_ context: inout Context<SidecarLab>) {
    newest = Features(knobs)
    version += 1
    signs.changedAt = context.now
    if !isControlPlaneUp && knobs.mode == .sidecars {
      context.note(.configWaits(version), cause: context.input)
    }
  }

  /// Does what a key asks for.
  public mutating func act(_ action: Action, _ isOn: Bool, _ context: inout Context<SidecarLab>) {
    if action.declaration.kind == .fault { self[action] = isOn ? context.input : nil }
    switch action {
    case .controlPlaneDown: switchControlPlane(isOn, &context)
    case .certificateExpires: expire(isOn, &context)
    case .sidecarDies:
      setProxies(&context)
      context.note(isOn ? .sidecarDead(knobs.mode == .sidecars) : .sidecarBack, cause: context.input)
    case .newInstance:
      let candidates = SidecarLab.instances(of: SidecarLab.orders)
      turns[SidecarLab.orders] += 1
      let index = candidates.lowerBound + turns[SidecarLab.orders] % candidates.count
      // One that is ready is replaced first, or pressing twice would replace the same one again.
      replace(candidates.first { instances[$0].isReady } ?? index, cause: context.input, &context)
    case .request: requestByHand(&context)
    // These act where a call asks whether they are on.
    case .bottomDown, .bottomSlow: break
    }
  }

  private mutating func switchControlPlane(_ isOn: Bool, _ context: inout Context<SidecarLab>) {
    if isOn {
      freeze()
      signs.downSince = context.now
      context.note(.controlPlaneGone(knobs.mode == .sidecars), cause: context.input)
    } else {
      let waiting = instances.filter(\.isWaiting).count
      push(&context)
      context.note(.controlPlaneBack(waiting), cause: context.input)
    }
  }

  /// Remembers what every proxy knows, to check that it learns nothing while nobody can tell it.
  private mutating func freeze() {
    signs.frozen = instances.map { $0.config?.version ?? 0 }
  }

  /// An instance is replaced by chance.
  mutating func replaceByChance(_ generation: UInt32, _ context: inout Context<SidecarLab>) {
    guard let arrival = churn.arrive(generation, context) else { return }
    if let next = arrival.next { context.schedule(.churn(generation), at: next) }
    var draw = context.draw(.sidecarChurned, arrival.number)
    replace(draw.below((knobs.hops + 1) * SidecarLab.instancesPerService), cause: .chance, &context)
  }
}
