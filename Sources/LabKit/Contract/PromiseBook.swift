import Engine

/// How the promises of a run stand.
@usableFromInline struct PromiseBook: Sendable {
  private(set) var standings: Standings
  private var isBroken: ContiguousArray<Bool>
  /// What the counting promises had counted at the last look.
  private var counted: ContiguousArray<UInt64>
  /// Until when each is excepted.
  private var exceptedUntil: ContiguousArray<Instant>
  /// Since when each is broken, or when the newest of what is counted came; and what was wrong at the newest look.
  private(set) var latest: ContiguousArray<(at: Instant, detail: String)?>
  /// What had just happened when each was broken first, the newest note first.
  var reasons: ContiguousArray<[String]>

  init(count: Int) {
    standings = Standings(count: count)
    isBroken = ContiguousArray(repeating: false, count: count)
    counted = ContiguousArray(repeating: 0, count: count)
    exceptedUntil = ContiguousArray(repeating: .start, count: count)
    latest = ContiguousArray(repeating: nil, count: count)
    reasons = ContiguousArray(repeating: [], count: count)
  }

  /// Looks at one, and says whether it is broken for the first time; `total` is what its meters count, `breach` what is
  /// wrong now.
  @usableFromInline mutating func look(
    _ position: Int, isExcepted: Bool, grace: Interval, at now: Instant, events: Int, total: UInt64?, breach: String?
  ) -> Bool {
    if isExcepted { exceptedUntil[position] = now + grace }
    let isExcepted = isExcepted || now < exceptedUntil[position]
    let before = standings[position].hits
    if let total {
      let more = isExcepted ? 0 : total - counted[position]
      counted[position] = total
      if more > 0 {
        standings.hit(position, more, at: now, events: events) { "" }
        latest[position] = (now, "")
      }
      isBroken[position] = standings[position].hits > 0
    } else {
      let broken = breach != nil && !isExcepted
      if broken, !isBroken[position] { standings.hit(position, 1, at: now, events: events) { breach ?? "" } }
      if broken, let breach { latest[position] = (isBroken[position] ? latest[position]!.at : now, breach) }
      isBroken[position] = broken
    }
    return before == 0 && standings[position].hits > 0
  }

  /// Whether a promise is kept now.
  func verdict(_ position: Int, at now: Instant, isExcepted: Bool) -> PromiseLine.Verdict {
    if isBroken[position] { return .broken }
    if isExcepted || now < exceptedUntil[position] { return .excepted }
    return standings[position].hits > 0 ? .mended : .kept
  }
}
