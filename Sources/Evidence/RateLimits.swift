import Engine
import LabKit
import Patterns

/// Token buckets and the generic cell rate algorithm, request by request.
extension Evidence {
  static let rateLimits = bucket + cells

  /// The trace of golang.org/x/time/rate, in units of 100 ms: 10/s, burst 3.
  private static let trace: [(at: Int, tokens: Int, passes: Bool)] = [
    (0, 2, true), (0, 2, false), (0, 1, true), (0, 1, false), (1, 4, false), (2, 1, true), (3, 1, true),
    (4, 1, true), (4, 1, true), (4, 1, false),
  ]

  private static let bucket = trace.enumerated().map { index, step in
    Source("golang.org/x/time/rate", family: "token bucket")(
      "10/s, burst 3: step \(index + 1), t\(step.at) \(step.tokens)", step.passes ? 1 : 0
    ) {
      var bucket = TokenBucket(rate: 10, burst: 3), passes = false
      for step in trace[...index] { passes = bucket.allow(step.tokens, at: .milliseconds(100 * step.at)) }
      return passes ? 1 : 0
    }
  }

  private static let cells = [
    cell("allowed at t 0 of six", 5) { Double((1...6).count { last(Array(six.prefix($0))).isAllowed }) },
    cell("the sixth may retry after, s", 1) { last(six).retryAfter.map { Interval($0).seconds } ?? -1 },
    cell("at 3.0 s remain", 2) { Double(last(six + [3000]).remaining) },
    cell("at 3.1 s remain", 1) { Double(last(six + [3000, 3100]).remaining) },
    cell("at 3.1 s reset after, s", 3.9) { Interval(last(six + [3000, 3100]).resetAfter).seconds },
  ]

  private static func cell(_ name: String, _ expected: Double, measure: @escaping @Sendable () -> Double)
    -> Verification
  { Source("throttled/throttled", family: "gcra")("1/s, burst 5: " + name, expected, measure: measure) }

  private static let six = [0, 0, 0, 0, 0, 0]

  /// The verdict on the last of these requests, in ms: 1/s, burst 5.
  private static func last(_ times: [Int]) -> GCRA.Verdict {
    var limiter = GCRA(interval: .seconds(1), burst: 5)
    return times.map { limiter.request(at: .milliseconds($0)) }.last!
  }
}
