import Engine
import Testing

/// Refusing one customer shifts nobody else's numbers.
@Suite struct RefusalTests {
  /// When each of a thousand customers comes, and how long its service takes; nil for those who are refused.
  private func services(refused: Set<UInt64>) -> [(arrival: Instant, takes: Interval?)] {
    var source = Source(.poisson, rate: 10, stream: DrawStream(1))
    var due = source.begin(now: .start, seed: 1)
    return (0..<1000).map { _ in
      let now = due!
      let (number, next) = source.arrive(0, now: now, seed: 1)!
      due = next
      guard !refused.contains(number) else { return (now, nil) }
      var draw = Draw(seed: 1, stream: DrawStream(2), entity: number)
      return (now, Distribution.exponential(mean: .seconds(1)).sample(&draw))
    }
  }

  @Test func `a refusal shifts nobody`() {
    let all = services(refused: []), some = services(refused: [3, 10, 11, 500])
    #expect(all.map(\.arrival) == some.map(\.arrival))
    #expect(all.indices.filter { all[$0].takes != some[$0].takes } == [3, 10, 11, 500])
  }

  /// Another attempt at the same thing, and another stream, have numbers of their own.
  @Test func `attempts and streams are apart`() {
    var numbers = Set<UInt64>()
    for stream in 1...5 as ClosedRange<UInt64> {
      for attempt in 0..<5 as Range<UInt64> {
        var draw = Draw(seed: 1, stream: DrawStream(stream), entity: 7, attempt: attempt)
        numbers.insert(draw.next())
      }
    }
    #expect(numbers.count == 25)
    var first = Draw(seed: 1, stream: DrawStream(1), entity: 7)
    #expect(numbers.contains(first.next()), "the first attempt is that of who names none")
  }
}
