/// A plain sequence of random numbers for what has no entity of its own: xoshiro256++ (Blackman and Vigna
/// 2019).
public struct Random: RandomNumberGenerator, Sendable, BitwiseCopyable {
  @usableFromInline var words: (UInt64, UInt64, UInt64, UInt64)

  /// The sequence of this seed, filled in by SplitMix64 as its authors advise.
  @inlinable
  public init(seed: UInt64) {
    var filler = Draw(state: seed)
    words = (filler.next(), filler.next(), filler.next(), filler.next())
  }

  /// The next 64 random bits.
  @inlinable
  public mutating func next() -> UInt64 {
    let sum = words.0 &+ words.3
    let result = (sum << 23 | sum >> 41) &+ words.0
    let shifted = words.1 << 17
    words.2 ^= words.0
    words.3 ^= words.1
    words.1 ^= words.2
    words.0 ^= words.3
    words.2 ^= shifted
    words.3 = words.3 << 45 | words.3 >> 19
    return result
  }
}

extension Draw {
  @inlinable
  init(state: UInt64) { self.state = state }
}
