import Engine
import FirstEdition

extension CounterLab {
  /// The messages in numbers, counted as they move.
  struct Traffic: Sendable {
    /// Messages handed to the network, and copies of them that are under way.
    var sent: UInt64 = 0
    var underWay = 0
    /// Copies that it let go, and what became of them: they came, or found nobody, or the world began anew meanwhile.
    var released = 0, came = 0, cut = 0, void = 0
    /// What the plain sums lost and counted twice.
    var plainLost: Int64 = 0, plainDoubled: Int64 = 0
    /// The newest messages that were lost.
    var losses: [CounterLab.Loss] = []

    mutating func lose(_ loss: CounterLab.Loss) {
      if losses.count == 12 { losses.removeFirst() }
      losses.append(loss)
      plainLost += loss.amount
    }
  }
}
