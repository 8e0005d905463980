import Engine
import FirstEdition
import Patterns

extension CounterLab {
  /// What is remembered to tell a change of the whole, and to check that nothing goes back.
  struct Signs: Sendable {
    var isApart = false
    var operatedHere = false, operatedThere = false
    /// The note of the knob that set the clocks' skew.
    var skewCause: NoteID = .chance
    /// What each replica showed when it was last looked at, and the stamp of its register.
    var shown = [UInt64](repeating: 0, count: CounterLab.mostReplicas)
    var stamps = [LWWRegister<UInt32>.Stamp?](repeating: nil, count: CounterLab.mostReplicas)
    /// At which sizes of the plain error the class was told.
    var toldError: Int64 = 0
  }
}

extension CounterLab {
  /// Sets the gauges, tells what has changed on the whole, and checks the laws about a state.
  public mutating func observe(_ context: inout Context<CounterLab>) {
    let distances = (0..<members).map(distance)
    let values = (0..<members).map(shown)
    let worst = distances.max() ?? 0
    context.set(.truth, Double(shownInTruth))
    context.set(.lowest, Double(values.min() ?? 0))
    context.set(.highest, Double(values.max() ?? 0))
    context.set(.apart, Double(worst))
    context.set(.underWay, Double(traffic.underWay))
    let error = (0..<members).map { abs(plainError($0)) }.max() ?? 0
    context.set(.plainError, Double(error))
    if values.min() != values.max() { context.reach(.replicasDisagree) }
    tell(worst, error, &context)
    checkPositions(&context)
    checkProgress(&context)
    checkBooks(&context)
  }

  private mutating func tell(_ worst: Int, _ error: Int64, _ context: inout Context<CounterLab>) {
    // Between two rounds of gossip they always differ a little; apart is when that cannot mend.
    let isBroken = partition != nil || crash != nil
    if isBroken && worst > 50 && !signs.isApart {
      signs.isApart = true
      context.note(.apart(worst), cause: partition ?? crash ?? .chance)
    } else if signs.isApart && !isBroken && worst < 50 {
      signs.isApart = false
      context.note(.together(shownInTruth), cause: context.input)
    }
    guard knobs.type == .gCounter || knobs.type == .pnCounter else { return }
    let off = abs(traffic.plainDoubled - traffic.plainLost)
    guard off >= max(1, 10 * signs.toldError) else { return }
    signs.toldError = off
    context.note(
      .plainOff(traffic.plainLost, traffic.plainDoubled), cause: partition ?? crash ?? networkCause)
  }

  private func checkPositions(_ context: inout Context<CounterLab>) {
    guard knobs.type == .gCounter || knobs.type == .pnCounter else { return }
    let isPN = knobs.type == .pnCounter
    for replica in replicas.indices {
      let added = isPN ? replicas[replica].pnCounter.added : replicas[replica].counter
      let removed = replicas[replica].pnCounter.removed
      context.check(
        .ownPosition,
        added[replica] == truth.added[replica] && (!isPN || removed[replica] == truth.removed[replica]),
        "\(CounterLab.name(replica)): \(added[replica]) of \(truth.added[replica])")
      context.check(
        .neverInvents,
        replicas.indices.allSatisfy {
          added[$0] <= truth.added[$0] && (!isPN || removed[$0] <= truth.removed[$0])
        }, "\(CounterLab.name(replica)) knows more than there is")
    }
  }

  private mutating func checkProgress(_ context: inout Context<CounterLab>) {
    for replica in replicas.indices {
      if knobs.type == .gCounter {
        let value = replicas[replica].counter.value
        context.check(
          .neverBack, value >= signs.shown[replica],
          "\(CounterLab.name(replica)): \(value) after \(signs.shown[replica])")
        signs.shown[replica] = value
      } else if knobs.type == .register, let stamp = replicas[replica].register.stamp {
        context.check(
          .neverBack, signs.stamps[replica].map { $0 <= stamp } ?? true,
          "\(CounterLab.name(replica)) went back")
        signs.stamps[replica] = stamp
      }
    }
  }

  private func checkBooks(_ context: inout Context<CounterLab>) {
    let alive = (0..<UInt32(messages.slots)).reduce(0) { messages[$1].isAlive ? $0 + 1 : $0 }
    context.check(
      .messageBooks, traffic.released == traffic.came + traffic.cut + traffic.void + alive,
      "\(traffic.released) sent, \(traffic.came) came, \(traffic.cut) cut off, \(alive) under way")
  }
}
