#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// One purpose that random numbers are drawn for: arrivals, service times, loss on a link.
public struct DrawStream: Hashable, Sendable, BitwiseCopyable {
  /// What tells this stream from the others of its lab.
  public let number: UInt64

  /// The stream with this number; a lab numbers its streams from 1.
  @inlinable
  public init(_ number: UInt64) { self.number = number }
}

/// A short sequence of random numbers that belongs to one thing: keyed by seed, stream, entity and attempt.
///
/// Because the key names what the numbers are for, refusing one request shifts no other request's
/// numbers, and two runs of one seed that differ in one thing stay comparable. The sequence is SplitMix64
/// (Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014); the key is hashed
/// with two 64 x 64 -> 128 bit multiplications, so that neighbouring keys have nothing in common.
public struct Draw: RandomNumberGenerator, Sendable, BitwiseCopyable {
  @usableFromInline var state: UInt64

  /// The sequence that belongs to this key.
  @inlinable
  public init(seed: UInt64, stream: DrawStream, entity: UInt64, attempt: UInt64 = 0) {
    let first = Draw.fold(
      seed ^ 0xA076_1D64_78BD_642F, entity &+ (stream.number &* 0x9E37_79B9_7F4A_7C15) ^ 0xE703_7ED1_A0B4_28DB)
    state = Draw.fold(
      first ^ 0x8EBC_6AF0_9C88_C6E3,
      (attempt ^ (stream.number << 48)) &+ (entity ^ 0x5896_99A3_C1D6_E2B7) &+ 0xD6E8_FEB8_6659_FD93)
  }

  @inlinable
  static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let (high, low) = left.multipliedFullWidth(by: right)
    return high ^ low
  }

  /// The next 64 random bits.
  @inlinable
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}

extension RandomNumberGenerator {
  /// A number in 0 ..< 1, on a grid of 2^-53.
  @inlinable
  public mutating func uniform() -> Double { Double(Int64(next() >> 11)) * 0x1p-53 }

  /// An exponential number with mean 1, by inversion; finite.
  @inlinable
  public mutating func exponential() -> Double { -log(Double(Int64((next() >> 11) + 1)) * 0x1p-53) }

  /// The sum of two exponential numbers with mean 1, for the price of one logarithm.
  @inlinable
  public mutating func exponentialPair() -> Double {
    -log(Double(Int64((next() >> 11) + 1)) * 0x1p-53 * (Double(Int64((next() >> 11) + 1)) * 0x1p-53))
  }

  /// A standard normal number (Box and Muller 1958).
  @inlinable
  public mutating func normal() -> Double {
    let radius = (2 * exponential()).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }

  /// Whether an event of this probability happens; one number is drawn even for 0 and 1, so that
  /// turning a probability shifts nothing else.
  @inlinable
  public mutating func chance(_ probability: Double) -> Bool { uniform() < probability }

  /// A whole number in `0 ..< bound`, by multiplication (bias below 2^-32 for every bound used here).
  @inlinable
  public mutating func below(_ bound: Int) -> Int {
    Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(max(1, bound))).high)
  }
}

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
