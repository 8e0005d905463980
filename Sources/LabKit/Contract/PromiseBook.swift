import Engine

/// How the promises of a run stand.
@usableFromInline struct PromiseBook: Sendable {
  private(set) var standings: Standings
  private var isBroken: ContiguousArray<Bool>
  /// What the counting promises had counted at the last look.
  private var counted: ContiguousArray<UInt64>
  /// Until when each is excepted.
  private var exceptedUntil: ContiguousArray<Instant>

  init(count: Int) {
    standings = Standings(count: count)
    isBroken = ContiguousArray(repeating: false, count: count)
    counted = ContiguousArray(repeating: 0, count: count)
    exceptedUntil = ContiguousArray(repeating: .start, count: count)
  }

  /// Looks at one; `total` is what its meters count, `breach` what is wrong now.
  @usableFromInline mutating func look(
    _ position: Int, isExcepted: Bool, grace: Interval, at now: Instant, events: Int, total: UInt64?, breach: String?
  ) {
    if isExcepted { exceptedUntil[position] = now + grace }
    let isExcepted = isExcepted || now < exceptedUntil[position]
    if let total {
      let more = total - counted[position]
      counted[position] = total
      standings.check(position, false, at: now, events: events) { "" }
      if more > 0, !isExcepted { standings.hit(position, more, at: now, events: events) { "" } }
      isBroken[position] = standings[position].hits > 0
      return
    }
    let broken = breach != nil && !isExcepted
    standings.check(position, broken && !isBroken[position], at: now, events: events) { breach ?? "" }
    isBroken[position] = broken
  }

  /// Whether a promise is kept now.
  func verdict(_ position: Int, at now: Instant, isExcepted: Bool) -> PromiseLine.Verdict {
    if isBroken[position] { return .broken }
    if isExcepted || now < exceptedUntil[position] { return .excepted }
    return standings[position].hits > 0 ? .mended : .kept
  }
}
