/// Makes keys, mouse events and replies out of the bytes that a terminal sends.
///
/// A pure state machine that takes one byte at a time, so that it cannot matter how the bytes were
/// split on their way. ncurses' own keypad mode is not used: it would chop replies and pasted text
/// into keys. Times are nanoseconds of any steady clock and come in as arguments.
///
/// Once a sequence has begun, its bytes never act as keys, however long its parts take over a slow
/// line. Escape is the exception, since it must act at once: see `InputParser+Late.swift`. What never
/// ends (Alt-X begins a string) is left by Escape, a paste by Escape twice, each with nothing behind it.
package struct InputParser {
  /// How long a lone ESC may still become a sequence; more would be felt (tmux#2608).
  package static let escapeDelay: UInt64 = 25_000_000
  /// How long anything else that has begun may pause before its end counts as lost.
  package static let sequenceDelay: UInt64 = 30_000_000_000
  /// The longest sequence that is understood; what is longer is swallowed all the same.
  static let longestSequence = 128

  enum State {
    case ground
    /// After ESC; `count` says whether there were two.
    case escape(count: Int)
    /// After an Escape that has acted: bytes are held that may be the rest of its sequence.
    case late
    /// After ESC and an intermediate, or SS2: one final byte to come.
    case intermediate
    case csi
    /// After `ESC [ [`, the function keys of the Linux console.
    case consoleFunction
    case ss3
    /// After `CSI M`: three bytes of a mouse of the X10 kind.
    case x10
    /// OSC, DCS, APC, PM or SOS until its end; `kind` is the byte that introduces it after ESC.
    case string(kind: UInt8, sawEscape: Bool)
    /// A paste until its end mark, of which `matched` bytes were seen.
    case paste(matched: Int, PasteEscape)
  }

  var state = State.ground
  /// The parameters of the sequence so far, or the text of the string.
  var collected: [UInt8] = []
  /// The bytes of an unfinished UTF-8 character.
  var partial: [UInt8] = []
  /// Two ESC came before the sequence: rxvt's way to say Alt.
  var isMeta = false
  /// The bytes that introduced the last sequence, and what ends a paste, which is of the same form.
  var introducer: [UInt8] = [], pasteEnd: [UInt8] = []
  /// The Escape that has acted, until something else comes.
  var late: Late?
  /// What is held in the state of that name, and for how long after each byte.
  var held: [UInt8] = [], holdDelay: UInt64 = 0
  var inputs: [Input] = []
  /// When the last byte arrived, and how long after the one before.
  var arrival: UInt64 = 0, gap: UInt64 = 0

  /// When `timeout(at:)` wants to be called unless bytes come first; nil when nothing is pending.
  package private(set) var deadline: UInt64?

  package init() {}

  /// Takes bytes that arrived at `now` and returns what they complete.
  package mutating func feed(_ bytes: some Sequence<UInt8>, at now: UInt64) -> [Input] {
    for byte in bytes {
      gap = now - min(now, arrival)
      arrival = now
      take(byte)
    }
    setDeadline(now)
    return drain()
  }

  /// Says that nothing arrived until `now`: a lone ESC is the Escape key, half a sequence is nothing.
  package mutating func timeout(at now: UInt64) -> [Input] {
    guard let due = deadline, now >= due else { return [] }
    pause()
    setDeadline(now)
    return drain()
  }

  private mutating func setDeadline(_ now: UInt64) {
    let delay: UInt64? =
      switch state {
      case .ground: nil
      case .escape, .string(_, sawEscape: true), .paste(_, .first), .paste(_, .second): Self.escapeDelay
      case .late: holdDelay
      default: Self.sequenceDelay
      }
    deadline = delay.map { now + $0 }
  }

  /// What is pending has waited for as long as it may.
  private mutating func pause() {
    switch state {
    case .escape(let count):
      for _ in 0..<count { inputs.append(.key(.escape)) }
      reset()
      late = Late(escapeAt: arrival, endsString: false)
    case .late: releaseHeld()
    case .string(let kind, sawEscape: true):
      finishString(kind)
      late = Late(escapeAt: arrival, endsString: true)
    case .paste(let matched, .first): state = .paste(matched: matched, .alone)
    case .paste:
      reset()
      inputs.append(.pasteIgnored)
      late = Late(escapeAt: arrival, endsString: false)
    default: reset()
    }
  }

  private mutating func drain() -> [Input] {
    defer { inputs.removeAll() }
    return inputs
  }

  mutating func reset() {
    state = .ground
    collected.removeAll(keepingCapacity: true)
    partial.removeAll(keepingCapacity: true)
    isMeta = false
  }

  mutating func take(_ byte: UInt8) {
    switch state {
    case .ground: ground(byte)
    case .escape(let count): afterEscape(byte, count)
    case .late: afterLateIntroducer(byte)
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
    case .paste(let matched, let escape): paste(byte, matched, escape)
    }
  }

  /// A control character or one that belongs to no sequence ends the sequence and counts by itself.
  mutating func again(_ byte: UInt8) {
    reset()
    ground(byte)
  }

  private mutating func ground(_ byte: UInt8) {
    let late = late
    self.late = nil
    if !partial.isEmpty || byte >= 0x80 { return character(byte) }
    if let late, holds(byte, after: late) { return }
    if byte == 0x1B { return state = .escape(count: 1) }
    if let key = Self.key(byte) { inputs.append(.key(key)) }
  }

  private mutating func afterEscape(_ byte: UInt8, _ count: Int) {
    isMeta = count > 1
    switch byte {
    case 0x1B:
      if count > 1 { inputs.append(.key(.escape)) }
      state = .escape(count: 2)
    case 0x20...0x2F: state = .intermediate
    case _ where Self.introducers.contains(byte): introduce(byte, by: [0x1B, byte])
    case 0x30...0x7F:
      if let key = Self.key(byte) { inputs.append(.key(key, .alt)) }
      reset()
    default: again(byte)
    }
  }

  /// The bytes that make a sequence of an ESC before them.
  static let introducers = Set("[O]P_^X".utf8)

  /// A sequence begins, with the byte that would introduce it after ESC.
  mutating func introduce(_ byte: UInt8, by bytes: [UInt8]) {
    introducer = bytes
    switch byte {
    case UInt8(ascii: "["): state = .csi
    case UInt8(ascii: "O"): state = .ss3
    case UInt8(ascii: "N"): state = .intermediate
    default: state = .string(kind: byte, sawEscape: false)
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

  /// One byte of a character in UTF-8; what is not valid is ignored, unless it is a control of 8 bits.
  private mutating func character(_ byte: UInt8) {
    let continues = byte & 0xC0 == 0x80
    if !partial.isEmpty && !continues {
      partial.removeAll(keepingCapacity: true)
      return again(byte)
    }
    if partial.isEmpty && !(0xC2...0xF4).contains(byte) { return control(byte, by: [byte]) }
    partial.append(byte)
    let length = partial[0] < 0xE0 ? 2 : partial[0] < 0xF0 ? 3 : 4
    guard partial.count == length else { return }
    let bytes = partial
    partial.removeAll(keepingCapacity: true)
    guard let scalar = String(validating: bytes, as: UTF8.self)?.unicodeScalars.first else { return }
    if scalar.value < 0xA0 { return control(UInt8(scalar.value), by: bytes) }
    inputs.append(.key(.character(Character(scalar))))
  }

  /// A control of the C1 set, U+0080 to U+009F, raw or in UTF-8: ESC and the letter 64 below in one (ECMA-35).
  private mutating func control(_ code: UInt8, by bytes: [UInt8]) {
    guard (0x80...0x9F).contains(code) else { return }
    let byte = code - 0x40
    if byte == UInt8(ascii: "N") || Self.introducers.contains(byte) { introduce(byte, by: bytes) }
  }
}
