/// A stream of arrivals whose rate can be turned while it runs.
///
/// What is drawn for an arrival is how far away it is in units of the mean gap, keyed by its number. Turning the rate
/// stretches only the rest of the way, so the numbers of later arrivals stay what they were; for a Poisson
/// source this is exactly a Poisson process of changing rate (time change theorem).
public struct Source: Sendable {
  /// How the gaps are spread.
  public enum Spacing: Sendable {
    /// Exponential gaps.
    case poisson
    /// Equal gaps.
    case constant
  }

  /// How the gaps are spread.
  public let spacing: Spacing
  /// Arrivals a second, at least 0.
  public private(set) var rate: Double
  /// How many arrivals there were.
  public private(set) var count: UInt64 = 0
  /// Which of the scheduled arrivals is the valid one; others were overtaken by a turn of the rate.
  public private(set) var generation: UInt32 = 0
  private let stream: DrawStream
  private var unitsLeft: Double = 0
  private var since: Instant = .start

  /// A source that has not begun; its numbers come from `stream`.
  public init(_ spacing: Spacing, rate: Double, stream: DrawStream) {
    self.spacing = spacing
    self.rate = max(0, rate)
    self.stream = stream
  }

  /// Draws the first arrival and says when it is due; nil while the rate is 0.
  public mutating func begin<M>(_ context: Context<M>) -> Instant? {
    since = context.now
    unitsLeft = units(context)
    return due
  }

  /// The scheduled arrival of this generation happens: its number, and when the next one is due. Nil when it was overtaken.
  public mutating func arrive<M>(_ generation: UInt32, _ context: Context<M>) -> (
    number: UInt64, next: Instant?
  )? {
    guard generation == self.generation else { return nil }
    count &+= 1
    since = context.now
    unitsLeft = units(context)
    return (count &- 1, due)
  }

  /// Turns the rate, and says when the next arrival is due now; what was scheduled before is void.
  public mutating func turn<M>(rate: Double, _ context: Context<M>) -> Instant? {
    unitsLeft = max(0, unitsLeft - (context.now - since).seconds * self.rate)
    since = context.now
    self.rate = max(0, rate)
    generation &+= 1
    return due
  }

  private var due: Instant? { rate > 0 ? since + .seconds(unitsLeft / rate) : nil }

  private func units<M>(_ context: Context<M>) -> Double {
    switch spacing {
    case .constant: return 1
    case .poisson:
      var draw = context.draw(stream, count)
      return draw.exponential()
    }
  }
}
