import Engine
import LabKit
import Patterns

extension GCounterLab {
  /// What is told.
  enum Note: NoteKind {
    case apart(Int), together(Int64), stillOff(Int64)
    case recovered(Int, Int64), typeChanged, mergedByHand(DataType), cannotShrink, operatedByHand(Int, Int64), refused(
      Int)
    case plainOff(lost: Int64, doubled: Int64), plainLoses(Int, Int, Int64), plainDoubles(Int, Int, Int64)
    case lost(Int, Int), merged(Int, Int, Int)
    case writeLost(Int, UInt32), additionWins(Int, Int)

    func write(to writer: inout NoteWriter) {
      writer.about(Topic.replicas)
      switch self {
      case .apart(let count): writer.headline("The replicas are \(count) operations apart, and all of them go on.")
      case .together(let value):
        writer.headline("The replicas agree again on \(value): nothing lost, nothing doubled.")
      case .stillOff(let error):
        writer.headline("All hear each other again, and plain values stay wrong: the worst by \(error).")
      case .recovered(let replica, let value):
        writer.headline("\(name(replica)) is back with the \(value) on its disk; gossip tells it the rest.")
      case .typeChanged: writer.headline("All replicas begin empty with another type.")
      case .mergedByHand(let type): writer.headline("A merge takes \(type.mergeRule).")
      case .cannotShrink: writer.headline("A G-Counter only grows: to take away, a PN-Counter has a second one.")
      case .operatedByHand(let replica, let value): writer.observation("\(name(replica)) shows \(value) now.")
      case .refused(let replica): writer.repeated("An operation finds \(name(replica)) down and is refused.")
      case .plainOff(let lost, let doubled):
        writer.headline(Topic.plain, "On the same messages a plain sum has lost \(lost) and doubled \(doubled).")
      case .plainLoses(let from, let to, let amount):
        writer.observation(
          Topic.plain, "The message \(name(from)) to \(name(to)) is lost, and with it \(amount) for a plain sum.")
      case .plainDoubles(let from, let to, let amount):
        writer.observation(
          Topic.plain,
          "\(name(from)) to \(name(to)) came twice: a plain sum counts \(amount) again, a merge does not.")
      case .lost(let from, let to): writer.detail(Topic.messages, "The message \(name(from)) to \(name(to)) is lost.")
      case .merged(let from, let to, let changed):
        let what = changed == 0 ? "heard nothing new" : "learned \(changed) \(changed == 1 ? "entry" : "entries")"
        writer.detail(Topic.messages, "\(name(to)) \(what) from \(name(from)).")
      case .writeLost(let replica, let value):
        writer.observation(
          "\(value), written at \(name(replica)), loses to an earlier write: that one's clock is ahead.")
      case .additionWins(let replica, let element):
        writer.observation(
          "\(name(replica)) removes \(name(element).lowercased()), but not the addition it has not seen.")
      }
    }

    private func name(_ replica: Int) -> String { GCounterLab.name(replica) }
  }

  /// What is remembered from look to look.
  struct Progress: Sendable {
    var apart = Hysteresis()
    /// What plain sums lost with messages and counted twice, and how far off they were when the class was told.
    var plainLost: Int64 = 0, plainDoubled: Int64 = 0, toldError: Int64 = 0
    /// What was accepted at a moment, and since when not everybody has counted all of it.
    var goal = PNCounter(), since = Instant.start
    /// A replica that counts more of another than there is.
    var stray: Int?
  }

  mutating func sample(_ context: inout Context<GCounterLab>) {
    measure(&context)
    if replicas[..<members].allSatisfy({ $0.state.counter.covers(progress.goal) }) {
      (progress.goal, progress.since) = (truth.counter, context.now)
    }
    progress.stray = replicas.indices.first { !truth.counter.covers(replicas[$0].state.counter) }
    checkProgress(&context)
    tell(Int(context.level(.apart)), &context)
  }

  /// Sets the gauges; after a key too, so that a paused run shows what it did.
  func measure(_ context: inout Context<GCounterLab>) {
    let values = (0..<members).map(shown), lowest = values.min()!, highest = values.max()!
    if lowest < highest { context.reach(.replicasDisagree, "from \(lowest) to \(highest)") }
    context.set(.truth, Double(truth.value))
    context.set(.lowest, Double(lowest))
    context.set(.highest, Double(highest))
    context.set(.apart, Double(worst { Int64(distance($0)) }))
    context.set(.underWay, Double(mail.underWay))
    context.set(.plainError, Double(worst { plainError($0) }))
  }

  /// Nothing that a replica holds may become less: to merge what it held before changes nothing.
  private mutating func checkProgress(_ context: inout Context<GCounterLab>) {
    for replica in replicas.indices {
      var state = replicas[replica].state
      let isKept = state.merge(replicas[replica].before) == 0
      context.check(.neverBack, isKept, "\(Self.name(replica)) holds less than before")
      replicas[replica].before = replicas[replica].state
    }
  }

  private mutating func tell(_ distance: Int, _ context: inout Context<GCounterLab>) {
    // Between two rounds of gossip they always differ a little; apart is when that cannot mend.
    let fault = context.cause(.partition, .crash), isBroken = fault != .chance
    let isApart = progress.apart.isOn ? isBroken || distance >= 50 : isBroken && distance > 50
    switch progress.apart.follow(isApart) {
    case .rose: context.note(.apart(distance), cause: fault)
    case .fell:
      context.note(display == .merged ? .together(truth.value) : .stillOff(worst(error)), cause: context.input)
    case nil: break
    }
    let off = abs(progress.plainDoubled - progress.plainLost)
    guard type.counts, off >= max(1, 10 * progress.toldError) else { return }
    progress.toldError = off
    context.note(
      .plainOff(lost: progress.plainLost, doubled: progress.plainDoubled), cause: isBroken ? fault : networkCause)
  }
}
