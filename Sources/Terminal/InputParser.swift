/// Makes keys, mouse events and replies out of the bytes that a terminal sends.
///
/// A pure state machine that takes one byte at a time, so that it cannot matter how the bytes were
/// split on their way. ncurses' own keypad mode is not used: it would chop replies and pasted text
/// into keys. Times are nanoseconds of any steady clock and come in as arguments.
package struct InputParser {
  /// How long a lone ESC may still become a sequence; more would be felt (tmux#2608).
  package static let escapeDelay: UInt64 = 25_000_000
  /// How long a begun sequence may pause; nobody types those, so a slow line gets its time.
  package static let sequenceDelay: UInt64 = 250_000_000
  /// How long a paste may pause before its end mark counts as lost.
  package static let pasteDelay: UInt64 = 2_000_000_000
  /// The longest sequence that is understood; what is longer is swallowed all the same.
  static let longestSequence = 128

  enum State {
    case ground
    /// After ESC; `count` says whether there were two.
    case escape(count: Int)
    /// After ESC and an intermediate: one final byte to come.
    case intermediate
    case csi
    /// After `ESC [ [`, the function keys of the Linux console.
    case consoleFunction
    case ss3
    /// After `CSI M`: three bytes of a mouse of the X10 kind.
    case x10
    /// OSC, DCS, APC, PM or SOS until its end; `kind` is the introducing byte.
    case string(kind: UInt8, sawEscape: Bool)
    /// A paste until its end mark, of which `matched` bytes were seen.
    case paste(matched: Int)
  }

  var state = State.ground
  /// The parameters of the sequence so far, or the text of the string.
  var collected: [UInt8] = []
  /// The bytes of an unfinished UTF-8 character.
  var partial: [UInt8] = []
  /// Two ESC came before the sequence: rxvt's way to say Alt.
  var isMeta = false
  /// Until when `[` still belongs to an ESC that has acted already.
  var lateUntil: UInt64 = 0
  var inputs: [Input] = []

  /// When `timeout(at:)` wants to be called unless bytes come first; nil when nothing is pending.
  package private(set) var deadline: UInt64?

  package init() {}

  /// Takes bytes that arrived at `now` and returns what they complete.
  package mutating func feed(_ bytes: some Sequence<UInt8>, at now: UInt64) -> [Input] {
    for byte in bytes { take(byte, now) }
    deadline =
      switch state {
      case .ground: nil
      case .escape: now + Self.escapeDelay
      case .paste: now + Self.pasteDelay
      default: now + Self.sequenceDelay
      }
    return drain()
  }

  /// Says that nothing arrived until `now`: a lone ESC is the Escape key, half a sequence is nothing.
  package mutating func timeout(at now: UInt64) -> [Input] {
    guard let due = deadline, now >= due else { return [] }
    deadline = nil
    switch state {
    case .escape(let count):
      for _ in 0..<count { inputs.append(.key(.escape)) }
      // On a slow line the rest of an arrow may still come: its letter must not act as a hotkey.
      lateUntil = now + Self.sequenceDelay
    case .paste: inputs.append(.pasteIgnored)
    default: break
    }
    reset()
    return drain()
  }

  private mutating func drain() -> [Input] {
    defer { inputs.removeAll() }
    return inputs
  }

  mutating func reset() {
    state = .ground
    collected.removeAll(keepingCapacity: true)
    isMeta = false
  }

  private mutating func take(_ byte: UInt8, _ now: UInt64) {
    switch state {
    case .ground: ground(byte, now)
    case .escape(let count): afterEscape(byte, count)
    case .intermediate:
      if byte < 0x20 || byte > 0x2F { reset() }
      if byte == 0x1B { state = .escape(count: 1) }
    case .csi: sequence(byte)
    case .consoleFunction:
      let key = Int(byte) - Int(UInt8(ascii: "A")) + 1
      reset()
      if (1...5).contains(key) { inputs.append(.key(.function(key))) } else { again(byte) }
    case .ss3: singleShift(byte)
    case .x10: mouseX10(byte)
    case .string(let kind, let sawEscape): string(byte, kind, sawEscape)
    case .paste(let matched): paste(byte, matched)
    }
  }

  /// A control character or one that belongs to no sequence ends the sequence and counts by itself.
  mutating func again(_ byte: UInt8) {
    reset()
    ground(byte, 0)
  }

  private mutating func ground(_ byte: UInt8, _ now: UInt64) {
    defer { lateUntil = 0 }
    if !partial.isEmpty || byte >= 0x80 { return character(byte) }
    switch byte {
    case 0x1B: state = .escape(count: 1)
    case UInt8(ascii: "[") where now < lateUntil: state = .csi
    default: if let key = Self.key(byte) { inputs.append(.key(key)) }
    }
  }

  private mutating func afterEscape(_ byte: UInt8, _ count: Int) {
    isMeta = count > 1
    switch byte {
    case 0x1B:
      if count > 1 { inputs.append(.key(.escape)) }
      state = .escape(count: 2)
    case UInt8(ascii: "["): state = .csi
    case UInt8(ascii: "O"): state = .ss3
    case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"), UInt8(ascii: "X"):
      state = .string(kind: byte, sawEscape: false)
    case 0x20...0x2F: state = .intermediate
    case 0x30...0x7F:
      if let key = Self.key(byte) { inputs.append(.key(key, .alt)) }
      reset()
    default: again(byte)
    }
  }

  /// The key of one byte below 0x80 outside sequences.
  private static func key(_ byte: UInt8) -> Key? {
    switch byte {
    case 0x08, 0x7F: .backspace
    case 0x09: .tab
    case 0x0A, 0x0D: .enter
    case 0x1B: nil
    case 0x01...0x1A: .control(Character(Unicode.Scalar(byte + 0x60)))
    case 0x00...0x1F: .control(Character(Unicode.Scalar(byte + 0x40)))
    default: .character(Character(Unicode.Scalar(byte)))
    }
  }

  /// One byte of a character in UTF-8; what is not valid is ignored.
  private mutating func character(_ byte: UInt8) {
    let continues = byte & 0xC0 == 0x80
    if !partial.isEmpty && !continues {
      partial.removeAll(keepingCapacity: true)
      return again(byte)
    }
    if partial.isEmpty && !(0xC2...0xF4).contains(byte) { return }
    partial.append(byte)
    let length = partial[0] < 0xE0 ? 2 : partial[0] < 0xF0 ? 3 : 4
    guard partial.count == length else { return }
    if let scalar = String(validating: partial, as: UTF8.self)?.unicodeScalars.first, scalar.value >= 0xA0 {
      inputs.append(.key(.character(Character(scalar))))
    }
    partial.removeAll(keepingCapacity: true)
  }
}
