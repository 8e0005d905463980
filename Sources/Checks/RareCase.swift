#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How many runs it takes to say of a case that should come about in one run of twenty that it does not.
///
/// Too few of it may be bad luck. It counts only where luck alone would bring so few less than once in a million times,
/// by the binomial distribution: a suite over all laws then raises no false alarm in anybody's life.
enum RareCase {
  /// The case should come about in one of so many runs.
  static let oneRunIn = 20
  private static let share = 1 / Double(oneRunIn)
  private static let leastChance = 1e-6

  /// How many of so many runs must come to it.
  static func needed(of runs: Int) -> Int { (runs + oneRunIn - 1) / oneRunIn }

  /// Whether so few in so many runs cannot be luck.
  static func isMissed(hits: Int, of runs: Int) -> Bool {
    hits < needed(of: runs) && chance(ofAtMost: hits, in: runs) < leastChance
  }

  /// The fewest runs after which so few would not be luck any more.
  static func runsToMiss(hits: Int) -> Int {
    var enough = oneRunIn * (hits + 1)
    while !isMissed(hits: hits, of: enough) { enough *= 2 }
    var short = enough / 2
    while enough - short > 1 {
      let middle = (short + enough) / 2
      if isMissed(hits: hits, of: middle) { enough = middle } else { short = middle }
    }
    return enough
  }

  /// The chance that at most so many of the runs come to a case that one in twenty does.
  static func chance(ofAtMost hits: Int, in runs: Int) -> Double {
    guard hits < runs else { return 1 }
    // By logarithms: 0.95 to the power of a hundred thousand is too small a number.
    var term = Double(runs) * log1p(-share)
    var sum = exp(term)
    for hit in 0..<hits {
      term += log(Double(runs - hit) / Double(hit + 1) * share / (1 - share))
      sum += exp(term)
    }
    return min(1, sum)
  }
}
