import Engine
import Testing

/// The numbers look random over neighbouring keys, and stay what they are.
@Suite struct DrawTests {
  private static let stream = DrawStream(3)

  /// The first number of each of many neighbouring keys.
  private func firsts(_ count: Int, _ draw: (UInt64) -> Draw) -> [Double] {
    (0..<UInt64(count)).map { key in
      var draw = draw(key)
      return draw.uniform()
    }
  }

  /// Every way in which keys are neighbours.
  private static let neighbours: [@Sendable (UInt64) -> Draw] = [
    { Draw(seed: 1, stream: stream, entity: $0) },
    { Draw(seed: 1, stream: stream, entity: 7, attempt: $0) },
    { Draw(seed: $0, stream: stream, entity: 7) },
    { Draw(seed: 1, stream: DrawStream($0), entity: 7) },
    { Draw(seed: 1, stream: stream, entity: $0 << 32) },
    { Draw(seed: 1, stream: stream, entity: $0 / 100, attempt: $0 % 100) },
    { Draw(seed: 1, stream: DrawStream($0 % 8), entity: $0 / 8) },
  ]

  @Test(arguments: 0..<7)
  func `neighbouring keys are uniform and uncorrelated`(way: Int) {
    let count = 200_000
    let numbers = firsts(count, Self.neighbours[way])
    let mean = numbers.reduce(0, +) / Double(count)
    #expect(abs(mean - 0.5) < 4.5 * (1 / 12.0 / Double(count)).squareRoot())
    let variance = numbers.reduce(0) { $0 + ($1 - 0.5) * ($1 - 0.5) } / Double(count)
    #expect(abs(variance - 1 / 12.0) < 4.5 * (1 / 180.0 / Double(count)).squareRoot())
    for lag in [1, 2, 8, 100] {
      let products = (lag..<count).reduce(0) { $0 + (numbers[$1] - 0.5) * (numbers[$1 - lag] - 0.5) }
      #expect(abs(products / Double(count - lag) * 12) < 4.5 / Double(count).squareRoot(), "lag \(lag)")
    }
    #expect(chiSquare(numbers.map { Int($0 * 256) }, cells: 256) < 255 + 4.5 * 22.6)
    // The lowest bits must be as good as the highest.
    let low = (0..<UInt64(count)).map { key in
      var draw = Self.neighbours[way](key)
      return Int(draw.next() & 255)
    }
    #expect(chiSquare(low, cells: 256) < 255 + 4.5 * 22.6)
  }

  private func chiSquare(_ cells: [Int], cells count: Int) -> Double {
    var hits = [Int](repeating: 0, count: count)
    for cell in cells { hits[cell] += 1 }
    let expected = Double(cells.count) / Double(count)
    return hits.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
  }

  /// The n-th number of one key and the first of its neighbours have nothing in common either.
  @Test func `no key continues another`() {
    var seen = Set<UInt64>()
    for entity in 0..<2000 as Range<UInt64> {
      var draw = Draw(seed: 1, stream: Self.stream, entity: entity)
      for _ in 0..<20 { seen.insert(draw.next()) }
    }
    #expect(seen.count == 40_000)
  }

  @Test func `distributions have their moments`() {
    let cases: [(Distribution, mean: Double, deviation: Double)] = [
      (.exponential(mean: .seconds(2)), 2, 2), (.uniform(.seconds(1), .seconds(3)), 2, 1 / 3.0.squareRoot()),
      (.erlang(stages: 4, mean: .seconds(2)), 2, 1), (.constant(.seconds(2)), 2, 0),
      (.normal(mean: .seconds(10), deviation: .seconds(2)), 10, 2),
    ]
    let count = 200_000
    for (distribution, mean, deviation) in cases {
      let numbers = (0..<UInt64(count)).map { entity in
        var draw = Draw(seed: 5, stream: Self.stream, entity: entity)
        return distribution.sample(&draw).seconds
      }
      let found = numbers.reduce(0, +) / Double(count)
      #expect(abs(found - mean) <= 4.5 * deviation / Double(count).squareRoot() + 1e-9, "\(distribution)")
      let spread = (numbers.reduce(0) { $0 + ($1 - found) * ($1 - found) } / Double(count)).squareRoot()
      #expect(abs(spread - deviation) <= 0.02 * deviation + 1e-9, "\(distribution)")
      #expect(abs(distribution.mean.seconds - mean) < 1e-9)
      #expect(abs(distribution.scaled(by: 0.5).mean.seconds - mean / 2) < 1e-9)
    }
  }

  @Test func `below stays in range and reaches all`() {
    var random = Random(seed: 9)
    for bound in [1, 2, 3, 10, 1000] {
      var hits = [Int](repeating: 0, count: bound)
      for _ in 0..<20_000 { hits[random.below(bound)] += 1 }
      #expect(hits.allSatisfy { $0 > 0 })
    }
    #expect(random.below(0) == 0)
    #expect((0..<1000).allSatisfy { _ in (0..<Int.max).contains(random.below(.max)) })
  }

  @Test func `chance takes one number whatever the probability`() {
    for probability in [0, 0.5, 1.0] {
      var draw = Draw(seed: 1, stream: Self.stream, entity: 1)
      let isHit = draw.chance(probability)
      #expect(probability == 0.5 || isHit == (probability == 1))
      var other = Draw(seed: 1, stream: Self.stream, entity: 1)
      _ = other.next()
      #expect(draw.next() == other.next())
    }
  }
}
