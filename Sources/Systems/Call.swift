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
    let weight: Int
    /// Jobs that it has there, and how long it takes in seconds, smoothed.
    var open = 0, seconds = 0.0
  }

  /// The replica of an attempt; nil when there is none.
  mutating func pick(_ call: Int, _ slot: Slot, _ draws: Draws) -> Int {
    let first = stations[calls[call].target].replicas.lowerBound, count = stations[calls[call].target].present
    guard count > 1 else { return first }
    let links = calls[call].links
    switch calls[call].pick {
    case .roundRobin:
      let turn = calls[call].turn < count ? calls[call].turn : 0
      calls[call].turn = turn + 1
      return first + turn
    case .random:
      var draw = draws(Stream.pick(call), frames[slot].number, attempt: frames[slot].path)
      return first + draw.below(count)
    case .weighted: return first + (policies[call].weights.next { $0 < count } ?? 0)
    case .leastConnections: return first + least(of: count, call) { Double($0.open) }
    case .leastResponseTime: return first + least(of: count, call) { $0.seconds * Double($0.open + 1) }
    case .bestOfTwo:
      // Two different ones, without replacement.
      var draw = draws(Stream.pick(call), frames[slot].number, attempt: frames[slot].path)
      let one = draw.below(count), step = 1 + draw.below(count - 1)
      let other = one + step < count ? one + step : one + step - count
      return first + (self.links[links + other].open < self.links[links + one].open ? other : one)
    case .hash: return first + Int(HashRing.hash(UInt64(frames[slot].key)) % UInt64(count))
    case .ring: return first + (policies[call].ring?.node(of: UInt64(frames[slot].key)) { $0 < count } ?? 0)
    }
  }

  /// The replica with the least of something; of several the first after the one that was chosen last.
  private mutating func least(of count: Int, _ call: Int, _ level: (Link) -> Double) -> Int {
    let turn = calls[call].turn < count ? calls[call].turn : 0
    var best = turn, lowest = Double.infinity
    for step in 0..<count {
      let place = turn + step < count ? turn + step : turn + step - count
      let found = level(links[calls[call].links + place])
      if found < lowest { (best, lowest) = (place, found) }
    }
    calls[call].turn = best + 1
    return best
  }
}
