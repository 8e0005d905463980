import CBaseline
import Engine

/// An exponential number that belongs to one thing, against the next one of a plain sequence.
enum DrawFigure {
  static func exponentials() -> [Figure] {
    let count = 200_000
    var sums = [0.0, 0.0]
    let quickest = Race(rounds: 60).quickest([
      { sums[0] = baselineExponentials(UInt64(count), 1) },
      {
        var sum = 0.0
        for entity in 0..<UInt64(count) {
          var draw = Draw(seed: 1, stream: DrawStream(1), entity: entity)
          sum += draw.exponential()
        }
        sums[1] = sum
      },
    ])
    precondition(sums.allSatisfy { abs($0 / Double(count) - 1) < 0.02 }, "the mean is not 1")
    return [
      Figure(
        name: "keyed exponential against xoshiro256++ in C++", ours: quickest[1] * 1e9 / Double(count),
        baseline: quickest[0] * 1e9 / Double(count), unit: "draw", required: nil)
    ]
  }
}
