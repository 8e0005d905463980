import LabKit
import Patterns

/// CoDel: how its drops come closer together.
extension Evidence {
  static let controlledDelay =
    [0, 100, 170.7, 228.4, 278.4].enumerated().map { index, time in
      rfc("drop \(index + 1), ms after the first", time, .absolute(0.06)) {
        let times = drops(until: 400)
        return times.count > index ? times[index] - times[0] : .nan
      }
    } + [
      rfc("first drop, ms after the wait reached the target", 100, .absolute(0.05)) { drops(until: 400).first ?? .nan },
      rfc("a wait of exactly 5 ms for a second: drops", 27) { Double(drops(until: 1000, wait: 5).count) },
    ]

  private static let rfc = Source("RFC 8289", family: "codel")

  /// A server that becomes free every 50 us and whose head of the queue has always waited so long: when drops came, in ms.
  private static func drops(until end: Int, wait milliseconds: Int = 10) -> [Double] {
    var codel = CoDel()
    return (0..<end * 20).flatMap { tick in
      let now = Duration.microseconds(50 * tick)
      let verdict = codel.dequeue(at: now, length: 1000) { _ in now - .milliseconds(milliseconds) }
      return Array(repeating: Double(tick) / 20, count: verdict.drops)
    }
  }
}
