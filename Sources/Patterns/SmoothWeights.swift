/// Smooth weighted round robin: each gets its share, spread evenly instead of in a row.
///
/// The rule of nginx (`ngx_http_upstream_round_robin.c`): every turn each one's credit grows by
/// its weight, the one with the most is chosen and pays the sum of all weights.
public struct SmoothWeights: Hashable, Sendable {
  /// The weights, each at least 0.
  public let weights: [Int]
  private var credits: [Int]

  /// Nobody has had a turn yet.
  public init(_ weights: [Int]) {
    self.weights = weights.map { max(0, $0) }
    credits = weights.map { _ in 0 }
  }

  /// Whose turn it is among those that may be chosen; nil when none may. Complexity: O(*n*).
  public mutating func next(where isCandidate: (Int) -> Bool = { _ in true }) -> Int? {
    var best: Int?, total = 0
    for index in weights.indices where weights[index] > 0 && isCandidate(index) {
      credits[index] += weights[index]
      total += weights[index]
      if best.map({ credits[index] > credits[$0] }) ?? true { best = index }
    }
    if let best { credits[best] -= total }
    return best
  }
}
