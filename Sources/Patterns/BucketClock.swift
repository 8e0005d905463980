/// When a row of equally wide buckets moves on: the time that a sliding window forgets by.
///
/// A time before the current bucket belongs to the current bucket, so a clock that goes back and on again
/// makes nothing be forgotten twice.
@usableFromInline
struct BucketClock: Hashable, Sendable {
  /// The width of a bucket, above zero.
  @usableFromInline let width: Duration
  /// When the current bucket is over: the only thing that a call has to compare.
  @usableFromInline var end: Duration

  @usableFromInline
  init(width: Duration, end: Duration) {
    self.width = width
    self.end = end
  }

  /// Moves on to the bucket of a time and returns how many buckets that is, 0 if it is not after the current
  /// one. O(1).
  @usableFromInline
  mutating func turn(to now: Duration) -> Int {
    guard now >= end, end < .endOfTime else { return 0 }
    let whole = now.subtracting(end).attoseconds.quotient(by: width.attoseconds)
    // At most the time that has passed, so it cannot overflow; the bucket after it may.
    end = end.adding(Duration(attoseconds: whole * width.attoseconds)).adding(width)
    return Int(clamping: whole).adding(1)
  }
}
