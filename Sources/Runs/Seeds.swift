import Diagnostics
import LabKit

/// The seeds over which something is run.
public struct Seeds: Sendable, Equatable {
  /// The seeds, in the order in which they were given; none comes twice.
  public let seeds: [UInt64]

  /// More than these give no narrower interval that anybody would wait for.
  package static let most: UInt64 = 100_000

  /// The seeds that a text means: `1..50`, `7`, or several of these between commas.
  public init(_ text: String) throws(BadInput) {
    var seeds: [UInt64] = []
    for item in text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      let ends = item.firstRange(of: "..").map {
        [String(item[..<$0.lowerBound]), String(item[$0.upperBound...])]
      }
      guard let first = try? UInt64(seedText: ends?[0] ?? item), let last = try? UInt64(seedText: ends?[1] ?? item)
      else {
        throw BadInput(
          "'\(item.printable)' is no seed and no range; write 7, 1..50, or several between commas")
      }
      guard first <= last else { throw BadInput("the seeds run backwards: \(first) to \(last)") }
      guard last - first < Seeds.most - UInt64(seeds.count) else {
        throw BadInput("at most \(Seeds.most) seeds can be taken at once")
      }
      seeds += first...last
    }
    var seen: Set<UInt64> = []
    for seed in seeds where !seen.insert(seed).inserted { throw BadInput("seed \(seed) comes twice") }
    self.seeds = seeds
  }
}
