/// How many replicas there should be: Kubernetes' rule of the horizontal pod autoscaler.
///
/// Wanted are ceil(current x metric / target), nothing changes while the metric is within 10 % of the target. Up go at
/// most 100 % or four more in 15 s, whichever is more; down goes only to the highest recommendation of the last 300 s
/// (kubernetes/kubernetes, `pkg/controller/podautoscaler/horizontal.go`, defaults of `autoscaling/v2`).
public struct ReplicaAutoscaler: Hashable, Sendable {
  /// The fewest and the most replicas.
  public var range: ClosedRange<Int>
  /// What the metric should be; above 0.
  public var target: Double
  /// Within which part of the target nothing changes.
  public var tolerance = 0.1
  /// For how long a recommendation holds replicas.
  public var stabilization = Duration.seconds(300)
  private var recommendations: [Recommendation] = []
  private var changes: [Change] = []

  private struct Recommendation: Hashable, Sendable { let at: Duration, replicas: Int }
  private struct Change: Hashable, Sendable { let at: Duration, added: Int }

  /// A scaler that has recommended nothing so far.
  public init(target: Double, range: ClosedRange<Int>) {
    self.target = target
    self.range = range
  }

  /// How many replicas there should be, now that `current` have this metric on average.
  public mutating func replicas(current: Int, metric: Double, at now: Duration) -> Int {
    let ratio = metric / target
    let isNear = abs(ratio - 1) <= tolerance
    let wish = isNear ? Double(current) : (Double(current) * ratio).rounded(.up)
    let wanted = Int(min(max(wish, 0), 1_000_000))
    recommendations.removeAll { now - $0.at > stabilization }
    recommendations.append(Recommendation(at: now, replicas: wanted))
    let held = wanted < current ? min(current, recommendations.reduce(wanted) { max($0, $1.replicas) }) : wanted
    let limited = min(held, most(from: current, at: now))
    let result = min(max(limited, range.lowerBound), range.upperBound)
    if result > current { changes.append(Change(at: now, added: result - current)) }
    return result
  }

  /// The most there may be: of what there was 15 s ago twice as many or four more.
  private mutating func most(from current: Int, at now: Duration) -> Int {
    changes.removeAll { now - $0.at >= .seconds(15) }
    let before = current - changes.reduce(0) { $0 + $1.added }
    return max(2 * before, before + 4)
  }
}
