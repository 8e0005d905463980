import Engine
import LabKit
import Patterns

extension SystemLab {
  /// How one node calls another: where to, and by which policies.
  struct Call: Sendable {
    let target: Int
    /// The source that calls; -1 when a station does.
    let source: Int
    /// Where its links begin, one for each replica.
    let links: Int
    let share: Double
    var pick = Pick.roundRobin
    var timeout = Interval.zero, isPatient = false, passesDeadline = false
    var times = 0, backoff = Backoff.none
    var budget = RetryBudget(ratio: 1), hasBudget = false
    /// After how long a second replica is asked; nil for never.
    var hedge: Interval?
    /// Which of its policies there are.
    var hasBreaker = false, hasLimiter = false, hasPool = false
    var hasFallback = false
    var delay = Interval.zero, loss = 0.0, isCut = false
    /// The replica of the next attempt by turns.
    var turn = 0
    /// How many are open, and the most retries and hedges that were allowed so far.
    var open = 0, mostTimes = 0, mostHedges = 0

    init(_ call: Blueprint.Call, links: Int) {
      (target, source, self.links, share) = (call.target, call.source ?? -1, links, call.share)
    }

    /// Whether the wait before the next attempt is by chance.
    var isJittered: Bool {
      switch backoff {
      case .none, .constant, .exponential: false
      default: true
      }
    }

    /// Whether a message may be delayed or lost.
    var hasWire: Bool { isCut || loss > 0 || delay > .zero }
  }

  /// What a call keeps besides: apart from the call, which is small and looked at by every event.
  struct Policies: Sendable {
    var breaker: CircuitBreaker?
    var limiter: TokenBucket?
    var pool: Bulkhead?, poolCeiling = Ceiling(0)
    var weights: SmoothWeights, ring: HashRing?

    init(_ call: Blueprint.Call) { weights = SmoothWeights(call.weights) }
  }

  enum Pick: Int, Sendable {
    case roundRobin, random, weighted, leastConnections, leastResponseTime, bestOfTwo, hash, ring
  }

  /// How a call sees one of the replicas that it may choose.
  struct Link: Sendable {
    /// Jobs that it has there, and how long it takes in seconds, smoothed: until its answer, or for as long as it was
    /// waited for.
    var open = 0, seconds = 0.0
    /// Whether it was asked ever.
    var isAsked = false
  }

  /// The replica of a job: besides the one that was asked already another, where there is more than one; -1 for none.
  mutating func pick(_ call: Int, _ slot: Slot, besides asked: Int, _ draws: Draws) -> Int {
    let first = stations[calls[call].target].replicas.lowerBound, count = stations[calls[call].target].present
    guard count > 1 else { return first }
    let taken = asked < first + count ? asked - first : -1
    return first + pick(call, slot, of: count, besides: taken, draws)
  }

  /// The same among those that are present, counted from 0; `taken` is below 0 when all may be chosen.
  private mutating func pick(_ call: Int, _ slot: Slot, of count: Int, besides taken: Int, _ draws: Draws) -> Int {
    let key = UInt64(frames[slot].key)
    // How many may be chosen, and the position of one of those among all.
    let free = taken < 0 ? count : count - 1
    func place(_ number: Int) -> Int { taken >= 0 && number >= taken ? number + 1 : number }
    switch calls[call].pick {
    case .roundRobin:
      var turn = calls[call].turn < count ? calls[call].turn : 0
      if turn == taken { turn = turn + 1 < count ? turn + 1 : 0 }
      calls[call].turn = turn + 1
      return turn
    case .random:
      var draw = draws(Stream.pick(call), frames[slot].number, attempt: frames[slot].path.bits)
      return place(draw.below(free))
    case .weighted:
      // To one of no weight nothing goes, not even a hedge.
      return policies[call].weights.next { $0 < count && $0 != taken } ?? max(0, taken)
    case .leastConnections: return least(of: count, besides: taken, call) { Double($0.open) }
    case .leastResponseTime:
      // One that was never asked goes first; one that only refused is as slow as the slowest.
      let slowest = links[calls[call].links..<calls[call].links + count].reduce(0) { max($0, $1.seconds) }
      return least(of: count, besides: taken, call) { link in
        !link.isAsked ? 0 : (link.seconds > 0 ? link.seconds : max(slowest, 1e-9)) * Double(link.open + 1)
      }
    case .bestOfTwo:
      // Two different ones, without replacement.
      var draw = draws(Stream.pick(call), frames[slot].number, attempt: frames[slot].path.bits)
      let one = draw.below(free), step = free > 1 ? 1 + draw.below(free - 1) : 0
      let other = one + step < free ? one + step : one + step - free
      let base = calls[call].links
      return links[base + place(other)].open < links[base + place(one)].open ? place(other) : place(one)
    case .hash:
      let home = Int(HashRing.hash(key) % UInt64(count))
      return home == taken ? (home + 1) % count : home
    case .ring: return policies[call].ring?.node(of: key) { $0 < count && $0 != taken } ?? 0
    }
  }

  /// The replica with the least of something; of several the first after the one that was chosen last.
  private mutating func least(of count: Int, besides taken: Int, _ call: Int, _ level: (Link) -> Double) -> Int {
    let turn = calls[call].turn < count ? calls[call].turn : 0
    var best = turn, lowest = Double.infinity
    for step in 0..<count {
      let place = turn + step < count ? turn + step : turn + step - count
      guard place != taken else { continue }
      let found = level(links[calls[call].links + place])
      if found < lowest { (best, lowest) = (place, found) }
    }
    calls[call].turn = best + 1
    return best
  }
}
