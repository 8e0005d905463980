import Engine
import FirstEdition

extension CounterLab {
  /// Takes over changed knobs: what is under way arrives as it was sent.
  public mutating func turn(_ knobs: Knobs, _ context: inout Context<CounterLab>) {
    let before = self.knobs
    if knobs.replicas < before.replicas {
      // The ones that go hand over first, or what only they know would be gone from the sum.
      for replica in knobs.replicas..<before.replicas { leave(replica) }
    }
    self.knobs = knobs
    grow()
    if before.type != knobs.type {
      beginAnew()
      context.note(.typeChanged, cause: context.input)
    }
    setNetwork()
    setSides()
    setDown()
    if before.lossPercent != knobs.lossPercent || before.duplicationPercent != knobs.duplicationPercent {
      networkCause = context.input
    }
    if before.skewMilliseconds != knobs.skewMilliseconds { signs.skewCause = context.input }
    if before.gossipMilliseconds != knobs.gossipMilliseconds || before.replicas != knobs.replicas {
      scheduleGossip(&context)
    }
    if before.increments != knobs.increments,
      let due = operations.turn(rate: knobs.increments, context)
    {
      context.schedule(.operation(operations.generation), at: due)
    }
  }

  /// Does what a key asks for.
  public mutating func act(_ action: Action, _ isOn: Bool, _ context: inout Context<CounterLab>) {
    switch action {
    case .incrementA: operateByHand(0, takesAway: false, &context)
    case .incrementB: operateByHand(1, takesAway: false, &context)
    case .incrementC: operateByHand(2, takesAway: false, &context)
    case .takeAway: operateByHand(0, takesAway: true, &context)
    case .mergeNow: mergeNow(&context)
    case .partition:
      partition = isOn ? context.input : nil
      signs.operatedHere = false
      signs.operatedThere = false
      setSides()
    case .crash:
      crash = isOn ? context.input : nil
      setDown(&context)
    }
  }

  /// How many are cut off by a partition.
  var cutOff: Int { min(knobs.group, members - 1) }

  private mutating func setSides() {
    for replica in 0..<CounterLab.mostReplicas {
      network.move(replica, toSide: partition != nil && replica >= members - cutOff ? 1 : 0)
    }
  }

  /// The replica that a crash takes down.
  var victim: Int { min(knobs.victim, members) - 1 }

  private mutating func setDown(_ context: inout Context<CounterLab>) {
    if crash == nil, let back = replicas.firstIndex(where: \.isDown), back < members {
      context.note(.recovered(back, shown(back)), cause: context.input)
    }
    setDown()
  }

  /// Who is down now. Its data are on its disk; who acknowledged what was only in its memory.
  mutating func setDown() {
    for replica in replicas.indices {
      let isDown = crash != nil && replica == victim
      if replicas[replica].isDown && !isDown { replicas[replica].interval.forgetAcknowledgements() }
      replicas[replica].isDown = isDown
    }
  }
}
