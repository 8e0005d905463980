import Engine

/// What a lab tells: an enum with trivial payloads, put into words only when somebody reads it.
public protocol NoteKind: Sendable {
  /// Says, in one switch, who each note is for, what it is about, and the sentence.
  func write(to writer: inout NoteWriter)
}

/// Takes a note down: the level and topic always, the words only when somebody reads them.
public struct NoteWriter {
  /// Whether the sentence is asked for.
  @usableFromInline let wantsWords: Bool
  @usableFromInline var level = NoteLevel.detail
  @usableFromInline var topic = 0
  @usableFromInline var isChange = true
  @usableFromInline var words = ""

  @inlinable init(wantsWords: Bool) { self.wantsWords = wantsWords }

  /// The topic of the notes below, so that not each of them has to name it.
  @inlinable public mutating func about(_ topic: some RawRepresentable<Int>) { self.topic = topic.rawValue }

  /// What the class should hear.
  @inlinable public mutating func headline(_ words: @autoclosure () -> String) { put(.headline, topic, words) }

  /// What a student looks for.
  @inlinable
  public mutating func observation(_ words: @autoclosure () -> String) { put(.observation, topic, words) }

  /// What belongs to the whole.
  @inlinable public mutating func detail(_ words: @autoclosure () -> String) { put(.detail, topic, words) }

  /// A detail that happens over and over, such as a refused call: who steps from event to event goes past it.
  @inlinable public mutating func repeated(_ words: @autoclosure () -> String) {
    put(.detail, topic, words)
    isChange = false
  }

  /// A headline the first time, and a detail when it happens over and over.
  @inlinable public mutating func headline(if isFirst: Bool, _ words: @autoclosure () -> String) {
    put(isFirst ? .headline : .detail, topic, words)
    isChange = isFirst
  }

  /// What the class should hear.
  @inlinable public mutating func headline(_ topic: some RawRepresentable<Int>, _ words: @autoclosure () -> String) {
    put(.headline, topic.rawValue, words)
  }

  /// What a student looks for.
  @inlinable public mutating func observation(_ topic: some RawRepresentable<Int>, _ words: @autoclosure () -> String) {
    put(.observation, topic.rawValue, words)
  }

  /// What belongs to the whole.
  @inlinable public mutating func detail(_ topic: some RawRepresentable<Int>, _ words: @autoclosure () -> String) {
    put(.detail, topic.rawValue, words)
  }

  /// The same about a topic.
  @inlinable public mutating func repeated(_ topic: some RawRepresentable<Int>, _ words: @autoclosure () -> String) {
    put(.detail, topic.rawValue, words)
    isChange = false
  }

  /// A note of any level, about a topic by its position.
  @inlinable public mutating func put(_ level: NoteLevel, _ topic: Int, _ words: () -> String) {
    self.level = level
    self.topic = topic
    if wantsWords { self.words = words() }
  }
}

extension NoteKind {
  /// The sentence.
  public var text: String {
    var writer = NoteWriter(wantsWords: true)
    write(to: &writer)
    return writer.words
  }
}

extension Int {
  /// With what it counts, in the singular for one: `1 order`, `2 orders`.
  public func of(_ noun: String) -> String { self == 1 ? "1 \(noun)" : "\(self) \(noun.plural)" }
}

extension String {
  /// The plural of what labs count, whose noun is the first word: `2 crashes`, `2 entries in conflict`.
  fileprivate var plural: String {
    let noun = prefix { $0 != " " }, rest = dropFirst(noun.count)
    if noun.hasSuffix("ry") { return noun.dropLast() + "ies" + rest }
    return noun + (["s", "sh", "ch", "x"].contains(where: noun.hasSuffix) ? "es" : "s") + rest
  }
}
