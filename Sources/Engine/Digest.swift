/// A fingerprint of everything that happened in a run, in order: of each event its time and code, of each
/// input its text.
public struct Digest: Hashable, Sendable, BitwiseCopyable, CustomStringConvertible {
  /// The fingerprint so far.
  @inlinable public var value: UInt64 { bits ^ inputBits }
  /// The fingerprint of the events alone: equal in two runs from one seed for as long as the same things
  /// happen in both, whatever was pressed.
  @inlinable public var events: UInt64 { bits }
  @usableFromInline var bits: UInt64
  @usableFromInline var inputBits: UInt64 = 0

  /// The digest of a run with this seed before its first event.
  @inlinable
  public init(seed: UInt64) { bits = seed ^ 0xCBF2_9CE4_8422_2325 }

  /// Takes in an event: one multiplication to 128 bits, whose halves are folded together.
  @inlinable
  public mutating func add(_ due: Instant, _ code: UInt64) {
    bits = Digest.mixed(bits, due, code)
  }

  @inlinable @inline(__always)
  static func mixed(_ bits: UInt64, _ due: Instant, _ code: UInt64) -> UInt64 {
    let (high, low) = (bits ^ due.nanoseconds).multipliedFullWidth(by: code ^ 0x9E6C_63D0_676A_9A99)
    return (high ^ low) &+ 0x9E37_79B9_7F4A_7C15
  }

  /// Takes in an input.
  public mutating func add(_ due: Instant, _ text: String) {
    var code: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { code = (code ^ UInt64(byte)) &* 0x100_0000_01B3 }
    addInput(due, code)
  }

  /// Takes in what an input says or does at once, which is no event.
  @inlinable
  public mutating func addInput(_ due: Instant, _ code: UInt64) {
    // With the events so far, so that it shows which of them came before it.
    inputBits = Digest.mixed(inputBits &+ bits, due, code)
  }

  /// Sixteen hexadecimal digits.
  public var description: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
