import FirstEdition
import Patterns

extension LoadShedding {
  /// CoDel by itself: when it begins, how its drops come closer, when it ends and how it goes on.
  static let codelCases: [Verification] =
    [0, 100, 170.7, 228.4, 278.4].enumerated().map { index, time in
      row("drop \(index + 1), ms after the first", time, .absolute(0.06)) {
        drop(index + 1) - drop(1)
      }
    } + [
      row("first drop, ms after the wait reached the target", 100, .absolute(0.05)) { drop(1) },
      row("a wait of exactly 5 ms for a second: drops", 27) { count(until: 1000, wait: 5) },
      row("a wait of 4.99 ms for a second: drops", 0) { count(until: 1000, wait: 4.99) },
      row("one request is left behind: drops", 0) { count(until: 1000, length: 2) },
      row("interval 50 ms, target 2 ms, first drop, ms", 50, .absolute(0.05)) {
        var codel = CoDel(target: .milliseconds(2), interval: .milliseconds(50))
        return drops(until: 200, wait: 2, &codel).first ?? .nan
      },
      row("a good moment ends it: drops in the next 99 ms", 0) { afterGoodMoment(until: 399).drops },
      row("soon after it goes on at its rate: ms between the first two drops", 70.71, .absolute(0.06)) {
        afterGoodMoment(until: 600).gap
      },
      row("long after it begins anew: ms between the first two drops", 100, .absolute(0.06)) {
        afterGoodMoment(until: 2600, pause: 2000).gap
      },
    ]

  private static func row(
    _ name: String, _ expected: Double, _ tolerance: Verification.Tolerance = .exact,
    measure: @escaping @Sendable () -> Double
  ) -> Verification {
    Verification("codel", source: "RFC 8289", name, expected: expected, tolerance, measure: measure)
  }

  /// A server that becomes free every 50 us and whose head of the queue has always waited so long: when drops came, in ms.
  private static func drops(
    from start: Double = 0, until end: Double, wait: Double = 10, length: Int = 1000, _ codel: inout CoDel
  ) -> [Double] {
    var times: [Double] = []
    let wait = Duration.microseconds(Int(wait * 1000))
    for tick in Int(start * 20)..<Int(end * 20) {
      let now = Duration.microseconds(50 * tick)
      let verdict = codel.dequeue(at: now, length: length) { _ in now - wait }
      times += Array(repeating: Double(tick) / 20, count: verdict.drops)
    }
    return times
  }

  /// When the nth drop comes, in ms; not a number when it does not come within 400.
  private static func drop(_ number: Int) -> Double {
    var codel = CoDel()
    let times = drops(until: 400, &codel)
    return times.count >= number ? times[number - 1] : .nan
  }

  private static func count(until end: Double, wait: Double = 10, length: Int = 1000) -> Double {
    var codel = CoDel()
    return Double(drops(until: end, wait: wait, length: length, &codel).count)
  }

  /// Three drops in 300 ms, then a wait below the target, and then again one above it.
  private static func afterGoodMoment(until end: Double, pause: Double = 0.05) -> (drops: Double, gap: Double)
  {
    var codel = CoDel()
    _ = drops(until: 300, &codel)
    _ = drops(from: 300, until: 300 + pause, wait: 1, &codel)
    let times = drops(from: 300 + pause, until: end, &codel)
    return (Double(times.count), times.count > 1 ? times[1] - times[0] : .nan)
  }
}
