import Engine
import FirstEdition

extension Shop {
  /// Takes over changed knobs: running timers keep their end, everything else holds from now on.
  public mutating func turn(_ knobs: Knobs, _ context: inout Context<Shop>) {
    let before = self.knobs
    self.knobs = knobs
    if before.traffic != knobs.traffic { turnTraffic(&context) }
    if before.highWater != knobs.highWater || before.hasBackpressure != knobs.hasBackpressure {
      moveLagCeiling()
    }
    if before.crashesPerMinute != knobs.crashesPerMinute,
      let due = crashes.turn(rate: knobs.crashesPerMinute / 60, context)
    {
      context.schedule(.crash(crashes.generation), at: due)
    }
    if before.relays != knobs.relays { startRelays(&context) }
    noteSwitches()
    signs.remember(before, knobs, context.input)
    shedder.capacity = effectiveCapacity
    shedder.threshold = knobs.threshold / 100
    if before.certificateSeconds != knobs.certificateSeconds { signs.lifetime = context.input }
    configure(&context)
    if before.hasSidecars != knobs.hasSidecars { switchSidecars(&context) }
    if before.gossipMilliseconds != knobs.gossipMilliseconds {
      regions.generation &+= 1
      scheduleGossip(&context)
    }
  }

  /// Does what a key asks for.
  public mutating func act(_ action: Action, _ isOn: Bool, _ context: inout Context<Shop>) {
    if action.declaration.kind == .fault { faults[action] = isOn ? context.input : nil }
    signs.remember(action, context.input)
    switch action {
    case .failStep1: orderByHand(refusedStep: 1, &context)
    case .failStep2: orderByHand(refusedStep: 2, &context)
    case .failStep3: orderByHand(refusedStep: 3, &context)
    case .failStep4: orderByHand(refusedStep: 4, &context)
    case .order: orderByHand(refusedStep: 0, &context)
    case .burst: turnTraffic(&context)
    case .capacityHalves: halveCapacity(&context)
    case .partitionA, .partitionB, .partitionC: partitionRegions()
    case .incrementA: increment(0, &context)
    case .incrementB: increment(1, &context)
    case .incrementC: increment(2, &context)
    case .mergeNow: mergeNow(&context)
    case .certificateExpires: expireCertificate(isOn, &context)
    case .sidecarDies: killSidecar(isOn, &context)
    case .controlPlaneDown: switchControlPlane(isOn, &context)
    case .brokerDown: signs.hasToldLoss = false
    // These happen to whoever comes to that point next.
    case .crashBeforePublish: outbox.beforePublish = context.input
    case .crashBeforeMark: outbox.beforeMark = context.input
    // These act where a call, a record or a batch asks whether they are on.
    case .paymentDown, .paymentSlow, .inventoryDown, .shippingDown, .consumersSlow: break
    }
  }

  private mutating func turnTraffic(_ context: inout Context<Shop>) {
    let rate = knobs.traffic * (faults.isOn(.burst) ? 3 : 1)
    if let due = traffic.turn(rate: rate, context) { context.schedule(.arrival(traffic.generation), at: due) }
  }

  private var effectiveCapacity: Double { knobs.capacity * (faults.isOn(.capacityHalves) ? 0.5 : 1) }

  private mutating func halveCapacity(_ context: inout Context<Shop>) {
    gateway.servers = faults.isOn(.capacityHalves) ? Shop.gatewayServers / 2 : Shop.gatewayServers
    shedder.capacity = effectiveCapacity
    while let slot = gateway.startWaiting() { scheduleGateway(slot, &context) }
  }
}
