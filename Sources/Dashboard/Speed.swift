import Grid

/// The speeds of the virtual time: a log scale from a thousandth to a hundredfold, so that a retry and an
/// hour both can be watched.
public enum Speed {
  /// The speeds from the slowest to the fastest: 1, 2 and 5 in each decade.
  public static let steps: [Double] = [
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100,
  ]

  /// The speed so many steps away, within the scale.
  public static func stepped(_ speed: Double, by count: Int) -> Double {
    let nearest = steps.indices.min { abs(steps[$0] / speed - 1) < abs(steps[$1] / speed - 1) } ?? 9
    return steps[min(max(0, nearest + count), steps.count - 1)]
  }

  /// A speed as it is shown: `x10`, `x1/200`, `x4.2`.
  public static func text(_ speed: Double) -> String {
    guard speed > 0, speed.isFinite else { return "x0" }
    let inverse = 1 / speed
    if inverse > 1.5, abs(inverse - inverse.rounded()) < 1e-6 {
      return "x1/" + Figure.fixed(inverse, decimals: 0)
    }
    // Two digits: what the run really reaches wanders, and every digit that changes is sent to the terminal.
    let decimals = speed >= 9.95 ? 0 : speed >= 0.95 ? 1 : speed >= 0.095 ? 2 : 4
    let text = Figure.fixed(speed, decimals: decimals)
    return "x" + (text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
  }
}
