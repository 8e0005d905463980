/// What comes after an ESC that nothing followed in time, so that it acted as the Escape key.
///
/// Over a slow line it may have been the beginning of a sequence all the same, whose rest must not act as
/// keys. Only the bytes that introduce sequences are in doubt: `[` is also a key. What follows decides:
///
/// - A byte that a terminal sends there makes it a sequence, which acts as one; from then on it may take its time.
/// - Any other byte makes both keys, and so does a pause: 400 ms if the introducer came within 400 ms of
///   the ESC, as on a line that delivers byte by byte, else 50 ms.
/// - A string would swallow everything up to its end. Where somebody may have typed its first bytes, since they did
///   not come within the 25 ms of Escape, it takes three of them.
///
/// So who presses Escape and then `[` waits for 50 ms, or for 400 if both came in quick succession. What cannot
/// be told from typing is ESC, introducer and rest further apart than that, each by itself.
extension InputParser {
  /// An ESC that acted.
  struct Late {
    /// When it arrived.
    let escapeAt: UInt64
    /// It may have been the first half of the ST that ends a string.
    let endsString: Bool
  }

  static let slowestByte: UInt64 = 400_000_000
  static let typedDelay: UInt64 = 50_000_000

  /// Whether a byte right after the Escape may belong to it; then it is held, or is the end of a string.
  mutating func holds(_ byte: UInt8, after escape: Late) -> Bool {
    let distance = arrival - min(arrival, escape.escapeAt)
    guard distance < Self.sequenceDelay else { return false }
    if escape.endsString, byte == UInt8(ascii: "\\") { return true }
    guard Self.introducers.contains(byte) else { return false }
    holdDelay = distance <= Self.slowestByte ? Self.slowestByte : Self.typedDelay
    held = [byte]
    state = .late
    return true
  }

  /// One byte after a held introducer.
  mutating func afterLateIntroducer(_ byte: UInt8) {
    switch Self.judge(held, byte, isTyped: gap >= Self.escapeDelay) {
    case .keys:
      releaseHeld()
      take(byte)
    case .sequence:
      let bytes = held + [byte]
      held = []
      state = .escape(count: 1)
      for byte in bytes { take(byte) }
    case .open: held.append(byte)
    }
  }

  /// What was held was typed.
  mutating func releaseHeld() {
    let bytes = held
    held = []
    reset()
    for byte in bytes { take(byte) }
  }

  private enum Judgement { case keys, sequence, open }

  private static func judge(_ held: [UInt8], _ byte: UInt8, isTyped: Bool) -> Judgement {
    switch held[0] {
    case UInt8(ascii: "["):
      // `[` twice is the Linux console's F1 to F5, or a key that is held down.
      if held.count == 2 { return (0x41...0x45).contains(byte) ? .sequence : .keys }
      if byte == UInt8(ascii: "[") { return .open }
      return afterCSI.contains(byte) ? .sequence : .keys
    case UInt8(ascii: "O"): return afterSS3.contains(byte) ? .sequence : .keys
    case UInt8(ascii: "]"):
      guard digits.contains(byte) || (held.count > 1 && byte == UInt8(ascii: ";")) else { return .keys }
    case UInt8(ascii: "P"): guard held.count > 1 || afterDCS.contains(byte) else { return .keys }
    default: guard byte != held[0] else { return .keys }
    }
    guard (0x20...0x7E).contains(byte) else { return .keys }
    return isTyped && held.count < 2 ? .open : .sequence
  }

  private static let digits = Set("0123456789".utf8)
  private static let afterCSI = digits.union(";<=>?ABCDEFGHIMOPQRSZabcd".utf8)
  private static let afterSS3 = digits.union("ABCDEFHIMPQRSXabcdjklmnopqrstuvwxy".utf8)
  private static let afterDCS = digits.union(";<=>?!$+|".utf8)
}
