import Engine
import FirstEdition
import Testing

/// Refusing one customer shifts nobody else's numbers.
@Suite struct RefusalTests {
  /// When each customer's service takes how long, by its number.
  struct Services: Model {
    enum Event: EventCode {
      case arrival
      var code: UInt64 { 0 }
    }

    static var samplePeriod: Interval { .zero }
    let refused: Set<Int>
    var lengths: [Interval?] = []
    var arrivals: [Instant] = []
    var source = Source(.poisson, rate: 10, stream: DrawStream(1))

    init(_ refused: Set<Int>, _ context: inout Context<Self>) {
      self.refused = refused
      context.schedule(.arrival, at: source.begin(context)!)
    }

    mutating func handle(_ event: Event, _ context: inout Context<Self>) {
      guard let (number, next) = source.arrive(0, context), let next else { return }
      context.schedule(.arrival, at: next)
      arrivals.append(context.now)
      guard !refused.contains(Int(number)) else { return lengths.append(nil) }
      var draw = context.draw(DrawStream(2), number)
      lengths.append(Distribution.exponential(mean: .seconds(1)).sample(&draw))
    }

    mutating func turn(_ refused: Set<Int>, _ context: inout Context<Self>) {}
    mutating func act(_ action: Never, _ isOn: Bool, _ context: inout Context<Self>) {}
  }

  @Test func aRefusalShiftsNobody() {
    var all = Simulation<Services>(seed: 1, knobs: [])
    var some = Simulation<Services>(seed: 1, knobs: [3, 10, 11, 500])
    all.advance(until: .distantFuture, limit: 1000)
    some.advance(until: .distantFuture, limit: 1000)
    #expect(all.model.arrivals == some.model.arrivals)
    let differing = (0..<1000).filter { all.model.lengths[$0] != some.model.lengths[$0] }
    #expect(differing == [3, 10, 11, 500])
  }

  /// Another attempt at the same thing, and another stream, have numbers of their own.
  @Test func attemptsAndStreamsAreApart() {
    let context = Simulation<Services>(seed: 1, knobs: []).context
    var numbers = Set<UInt64>()
    for stream in 1...5 as ClosedRange<UInt64> {
      for attempt in 0..<5 {
        var draw = context.draw(DrawStream(stream), 7, attempt: attempt)
        numbers.insert(draw.next())
      }
    }
    #expect(numbers.count == 25)
    var first = context.draw(DrawStream(1), 7)
    var same = context.draw(DrawStream(1), 7, attempt: 0)
    #expect(first.next() == same.next())
  }
}
