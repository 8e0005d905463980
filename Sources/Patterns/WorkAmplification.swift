/// What retries in several layers do to the one at the bottom.
///
/// When the bottom fails, each layer multiplies: 4 attempts in each of 3 layers are 64 calls (Site
/// Reliability Engineering, chapter 22). It is measured here by calling, not by the formula.
public struct WorkAmplification: Hashable, Sendable {
  /// Calls that arrived at the bottom.
  public private(set) var calls = 0
  /// Whether the request at the top succeeded in the end.
  public private(set) var succeeded = false

  /// Makes one request through layers that retry, the outermost first; `bottom` says whether its nth call
  /// (from 1) succeeds. The layers call as often as attempts^layers; at `limit` calls everything stops and
  /// counts as failed, and with a limit of 0 or less nobody calls.
  public init(through layers: [RetryPolicy], limit: Int = 1_000_000, bottom: (Int) -> Bool = { _ in false }) {
    succeeded = request(layers[...], limit: limit, bottom: bottom)
  }

  private mutating func request(_ layers: ArraySlice<RetryPolicy>, limit: Int, bottom: (Int) -> Bool) -> Bool {
    guard calls < limit else { return false }
    guard let policy = layers.first else {
      calls += 1
      return bottom(calls)
    }
    var failures = 0
    while calls < limit {
      if request(layers.dropFirst(), limit: limit, bottom: bottom) { return true }
      failures += 1
      if policy.delay(afterFailure: failures) == nil { return false }
    }
    return false
  }
}
