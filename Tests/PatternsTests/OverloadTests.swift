import Patterns
import Testing

@Suite struct AdaptiveThrottleTests {
  /// A backend that accepts 100 a second, offered as much for ten minutes.
  func sent(offered: Int, multiplier: Double, seed: UInt64) -> (rate: Double, rejection: Double) {
    var chance = Chance(seed)
    var throttle = AdaptiveThrottle(multiplier: multiplier)
    var budget = 10.0
    var sent = 0
    for index in 0..<(600 * offered) {
      let now = Duration.nanoseconds(Int64(index) * 1_000_000_000 / Int64(offered))
      budget = min(10, budget + 100 / Double(offered))
      guard throttle.offer(at: now, uniform: chance.uniform()) else { continue }
      if index >= 300 * offered { sent += 1 }
      if budget >= 1 {
        budget -= 1
        throttle.accept(at: now)
      }
    }
    return (Double(sent) / 300, throttle.rejectionProbability)
  }

  @Test func `it sends K times what is accepted`() {
    let (rate, rejection) = sent(offered: 300, multiplier: 2, seed: 1)
    #expect(abs(rate - 200) < 4, "\(rate)/s")
    #expect(abs(rejection - 0.332) < 0.01, "\(rejection)")
    #expect(abs(sent(offered: 300, multiplier: 1.1, seed: 2).rate - 110) < 4)
  }

  @Test func `below that it sends everything`() {
    #expect(sent(offered: 150, multiplier: 2, seed: 3) == (150, 0))
  }

  @Test func `the probability follows the formula`() {
    var throttle = AdaptiveThrottle()
    #expect(throttle.rejectionProbability == 0)
    for _ in 0..<9 { _ = throttle.offer(at: .zero, uniform: 0.99) }
    #expect(throttle.rejectionProbability == 0.9)
    throttle.accept(at: .zero)
    throttle.accept(at: .zero)
    #expect(throttle.rejectionProbability == 0.5)
    #expect(throttle.offer(at: .zero, uniform: 0.49) == false)
    #expect(throttle.requests == 10, "requests rejected here count too")
    #expect(throttle.offer(at: .zero, uniform: 0.6) == true)
  }

  @Test func `it forgets after two minutes`() {
    var throttle = AdaptiveThrottle()
    for second in 0..<100 { _ = throttle.offer(at: .seconds(second), uniform: 0) }
    #expect(throttle.requests == 100)
    _ = throttle.offer(at: .seconds(150), uniform: 0)
    #expect(throttle.requests == 70, "seconds 31 to 99, and this one")
    _ = throttle.offer(at: .seconds(86_400), uniform: 0)
    #expect(throttle.requests == 1)
    #expect(throttle.accepts == 0)
  }
}

@Suite struct CoDelTests {
  /// A queue of 1000 whose head has always waited 10 ms, served every 100 us: when is something dropped?
  func drops(_ codel: inout CoDel, from start: Int, to end: Int, wait: Duration = .milliseconds(10)) -> [Int] {
    (start..<end).flatMap { tick in
      let now = Duration.microseconds(100 * tick)
      let verdict = codel.dequeue(at: now, length: 1000) { _ in now - wait }
      return [Int](repeating: tick, count: verdict.drops)
    }
  }

  @Test func `drops follow the control law`() throws {
    var codel = CoDel()
    let ticks = drops(&codel, from: 10_000, to: 15_000)
    #expect(ticks.first == 11_000, "after a whole interval above the target")
    let expected = [0, 100, 170.7, 228.4, 278.4]
    for (tick, milliseconds) in zip(ticks, expected) {
      // The first moment of service at or after the time of the law.
      #expect(abs(Double(tick - ticks[0]) / 10 - milliseconds) < 0.11)
    }
    #expect(codel.isDropping)
    #expect(codel.count == ticks.count)
  }

  @Test func `the next drop is due exactly then`() {
    var codel = CoDel()
    _ = drops(&codel, from: 0, to: 1001)
    var due: [Double] = []
    for _ in 0..<4 {
      let next = codel.nextDrop
      due.append(Double((next - .milliseconds(100)).attoseconds) / 1e15)
      let early = codel.dequeue(at: next - .nanoseconds(1), length: 9) { _ in .zero }
      #expect(early.drops == 0)
      let verdict = codel.dequeue(at: next, length: 9) { _ in .zero }
      #expect(verdict.drops == 1 && verdict.isServed)
    }
    for (time, expected) in zip(due, [100, 170.7, 228.4, 278.4]) { #expect(abs(time - expected) < 0.05) }
  }

  @Test func `a good queue loses nothing`() {
    var codel = CoDel()
    #expect(drops(&codel, from: 0, to: 9000, wait: .microseconds(4999)).isEmpty)
    // Above the target, but never for a whole interval.
    for round in 0..<20 {
      let start = 10_000 + round * 1000
      #expect(drops(&codel, from: start, to: start + 999).isEmpty)
      #expect(drops(&codel, from: start + 999, to: start + 1000, wait: .zero).isEmpty)
    }
  }

  @Test func `a short queue is spared`() {
    var codel = CoDel()
    for tick in 0..<9000 {
      let verdict = codel.dequeue(at: .milliseconds(tick), length: 2) { _ in .zero }
      #expect(verdict.drops == 0 && verdict.isServed)
    }
    let none = codel.dequeue(at: .seconds(10), length: 0) { _ in .zero }
    #expect(none.drops == 0 && !none.isServed)
  }

  @Test func `dropping resumes near the rate that it had found`() {
    var codel = CoDel()
    let first = drops(&codel, from: 0, to: 10_000)
    #expect(first.count > 10)
    #expect(drops(&codel, from: 10_000, to: 10_001, wait: .zero).isEmpty)
    #expect(!codel.isDropping)
    var late = codel
    _ = drops(&codel, from: 10_001, to: 11_002)
    #expect(codel.isDropping)
    #expect(codel.count == first.count - 1, "since the last time it began with 1")
    _ = drops(&late, from: 50_000, to: 51_001)
    #expect(late.count == 1, "16 intervals later it begins anew")
  }

  @Test func `several drops may be due at once`() {
    var codel = CoDel()
    _ = drops(&codel, from: 0, to: 1001)
    let verdict = codel.dequeue(at: .milliseconds(100 + 280), length: 100) { _ in .zero }
    #expect(verdict.drops == 4)
    #expect(codel.count == 5)
  }
}
