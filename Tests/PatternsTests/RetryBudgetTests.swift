import Patterns
import Testing

@Suite("Retry budget") struct RetryBudgetTests {
  /// How many retries it pays for now.
  private func retries(_ budget: inout RetryBudget) -> Int {
    var count = 0
    while budget.allowsRetry() { count += 1 }
    return count
  }

  @Test func `ten successes at a tenth pay for one retry, exactly`() {
    var budget = RetryBudget(ratio: 0.1, most: 10)
    #expect(retries(&budget) == 10)
    for _ in 0..<9 { budget.succeed() }
    #expect(retries(&budget) == 0)
    budget.succeed()
    #expect(retries(&budget) == 1 && budget.tokens == 0)
  }

  @Test func `it holds no more than its most`() {
    var budget = RetryBudget(ratio: 1, most: 3)
    for _ in 0..<100 { budget.succeed() }
    #expect(budget.tokens == 3)
  }

  @Test(arguments: [0, 0.02, 0.1, 0.5, 1])
  func `retries never exceed what it began with and what successes gave`(_ ratio: Double) {
    var budget = RetryBudget(ratio: ratio, most: 10), random = Chance(5)
    var successes = 0, retries = 0
    for _ in 0..<10_000 {
      if random.next() % 3 == 0 {
        budget.succeed()
        successes += 1
      } else if budget.allowsRetry() {
        retries += 1
      }
      #expect(Double(retries) <= 10 + ratio * Double(successes) + 1e-9)
    }
    #expect(Double(retries) >= ratio * Double(successes) - 11)
  }
}
