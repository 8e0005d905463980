/// A fingerprint of everything that happened in a run, in order: of each event its time and code, of each input its text.
public struct Digest: Hashable, Sendable, BitwiseCopyable, CustomStringConvertible {
  /// The fingerprint so far.
  @inlinable public var value: UInt64 { bits }
  @usableFromInline var bits: UInt64

  /// The digest of a run with this seed before its first event.
  @inlinable
  public init(seed: UInt64) { bits = seed ^ 0xCBF2_9CE4_8422_2325 }

  /// Takes in an event. Only one multiplication depends on the digest so far, which keeps the chain short.
  @inlinable
  public mutating func add(_ due: Instant, _ code: UInt64) {
    let word =
      (due.nanoseconds &* 0x9E37_79B9_7F4A_7C15) ^ (code &+ 0x632B_E59B_D9B4_E019) &* 0xD6E8_FEB8_6659_FD93
    let mixed = (bits ^ word) &* 0xFF51_AFD7_ED55_8CCD
    bits = mixed ^ (mixed >> 32)
  }

  /// Takes in an input.
  public mutating func add(_ due: Instant, _ text: String) {
    var code: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { code = (code ^ UInt64(byte)) &* 0x100_0000_01B3 }
    add(due, code)
  }

  /// Sixteen hexadecimal digits.
  public var description: String {
    let digits = String(bits, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
