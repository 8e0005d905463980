/// How long something takes: a distribution of intervals.
public enum Distribution: Hashable, Sendable {
  /// Always the same.
  case constant(Interval)
  /// Memoryless, with this mean.
  case exponential(mean: Interval)
  /// Evenly between the two.
  case uniform(Interval, Interval)
  /// The sum of that many exponential stages, with this mean in all; less spread than one stage.
  case erlang(stages: Int, mean: Interval)
  /// |Normal(mean, deviation)|, the form that Amazon's backoff simulator uses.
  case normal(mean: Interval, deviation: Interval)

  /// One value, from the numbers that belong to the thing it is for.
  @inlinable
  public func sample(_ draw: inout some RandomNumberGenerator) -> Interval {
    switch self {
    case .constant(let value): return value
    case .exponential(let mean): return Interval(nanosecondsRounded: Double(mean.nanoseconds) * draw.exponential())
    case .uniform(let low, let high):
      return Interval(
        nanosecondsRounded: Double(low.nanoseconds) + (Double(high.nanoseconds) - Double(low.nanoseconds))
          * draw.uniform())
    case .erlang(let stages, let mean):
      var sum = 0.0
      for _ in 0..<max(1, stages) { sum += draw.exponential() }
      return Interval(nanosecondsRounded: Double(mean.nanoseconds) / Double(max(1, stages)) * sum)
    case .normal(let mean, let deviation):
      return Interval(nanosecondsRounded: abs(Double(mean.nanoseconds) + Double(deviation.nanoseconds) * draw.normal()))
    }
  }

  /// The mean.
  public var mean: Interval {
    switch self {
    case .constant(let value): value
    case .exponential(let mean), .erlang(_, let mean), .normal(let mean, _): mean
    case .uniform(let low, let high): (low + high) * 0.5
    }
  }

  /// The same shape, stretched in time by a factor of at least zero.
  public func scaled(by factor: Double) -> Distribution {
    switch self {
    case .constant(let value): .constant(value * factor)
    case .exponential(let mean): .exponential(mean: mean * factor)
    case .uniform(let low, let high): .uniform(low * factor, high * factor)
    case .erlang(let stages, let mean): .erlang(stages: stages, mean: mean * factor)
    case .normal(let mean, let deviation): .normal(mean: mean * factor, deviation: deviation * factor)
    }
  }
}
