import LabKit

/// The seeds of a sweep: each cell is run with all of them.
public struct SweepSeeds: Sendable, Equatable {
  /// The seeds, in the order in which they were given; none comes twice.
  public let seeds: [UInt64]

  /// More than these give no narrower interval that anybody would wait for.
  static let most: UInt64 = 100_000

  /// The seeds that a text means: `1..50`, `7`, or several of these between commas.
  public init(_ text: String) throws(BadInput) {
    var seeds: [UInt64] = []
    for item in text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      guard let dots = item.firstRange(of: "..") else {
        seeds.append(try UInt64(seedText: item))
        continue
      }
      let first = try UInt64(seedText: String(item[..<dots.lowerBound]))
      let last = try UInt64(seedText: String(item[dots.upperBound...]))
      guard first <= last else { throw BadInput("the seeds run backwards: \(first) to \(last)") }
      guard last - first < SweepSeeds.most else {
        throw BadInput("a sweep takes at most \(SweepSeeds.most) seeds")
      }
      seeds += first...last
    }
    guard seeds.count <= Int(SweepSeeds.most) else {
      throw BadInput("a sweep takes at most \(SweepSeeds.most) seeds")
    }
    var seen: Set<UInt64> = []
    for seed in seeds where !seen.insert(seed).inserted { throw BadInput("seed \(seed) comes twice") }
    self.seeds = seeds
  }
}
