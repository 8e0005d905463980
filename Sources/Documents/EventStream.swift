// libyaml itself. Yams composes values from its events and keeps them to itself, and in doing so it unfolds aliases,
// compares whole keys and calls itself for each level: what a file may not say is told before that, from the events.
import CYaml

/// What libyaml finds in a text, one event after the other.
struct EventStream: ~Copyable {
  /// An event of a document; the ends of the stream and of the document around its one value are left out.
  struct Event {
    enum Kind: Equatable {
      case text(String, isPlain: Bool)
      case list, mapping
      /// The end of a list or a mapping.
      case end
      /// A value that stands elsewhere, by its name.
      case alias(String)
      case documentStart, documentEnd, streamEnd
    }
    let kind: Kind
    /// The name that the value is given for aliases.
    let anchor: String?
    let hasTag: Bool
    let place: Node.Place
    /// The position in characters from the beginning of the text.
    let index: Int
  }

  /// What keeps a text from being YAML.
  struct Failure: Error {
    let problem: String
    /// Where it was noticed; of what is no text at all, that is a position in bytes.
    let place: Node.Place, index: Int
    let bytes: Int?
    /// Where the value began that it belongs to.
    let context: Node.Place?
  }

  // At one address as long as it lives, since libyaml keeps pointers into it.
  private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)

  /// The events of a text in UTF-8, which must outlive this.
  init(_ text: UnsafeBufferPointer<UInt8>) {
    precondition(yaml_parser_initialize(parser) == 1, "out of memory")
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, text.baseAddress, text.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  /// The next event; after a failure or the end of the stream there is none.
  mutating func next() throws(Failure) -> Event {
    while true {
      var event = yaml_event_t()
      guard yaml_parser_parse(parser, &event) == 1 else { throw failure }
      defer { yaml_event_delete(&event) }
      if event.type != YAML_STREAM_START_EVENT { return Event(event) }
    }
  }

  private var failure: Failure {
    let parser = parser.pointee
    return Failure(
      problem: parser.problem.map { String(cString: $0) } ?? "no memory",
      place: Node.Place(parser.problem_mark), index: parser.problem_mark.index,
      bytes: parser.error == YAML_READER_ERROR ? parser.problem_offset : nil,
      context: parser.context == nil ? nil : Node.Place(parser.context_mark))
  }
}

extension Node.Place {
  fileprivate init(_ mark: yaml_mark_t) {
    (line, column) = (Int(mark.line) + 1, Int(mark.column) + 1)
  }
}

extension EventStream.Event {
  fileprivate init(_ event: yaml_event_t) {
    let data = event.data
    var anchor: UnsafeMutablePointer<yaml_char_t>?, tag: UnsafeMutablePointer<yaml_char_t>?
    switch event.type {
    case YAML_SCALAR_EVENT:
      (anchor, tag) = (data.scalar.anchor, data.scalar.tag)
      let text = UnsafeBufferPointer(start: data.scalar.value, count: data.scalar.length)
      kind = .text(String(decoding: text, as: UTF8.self), isPlain: data.scalar.style == YAML_PLAIN_SCALAR_STYLE)
    case YAML_SEQUENCE_START_EVENT:
      (anchor, tag) = (data.sequence_start.anchor, data.sequence_start.tag)
      kind = .list
    case YAML_MAPPING_START_EVENT:
      (anchor, tag) = (data.mapping_start.anchor, data.mapping_start.tag)
      kind = .mapping
    case YAML_ALIAS_EVENT: kind = .alias(data.alias.anchor.map { String(cString: $0) } ?? "")
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: kind = .end
    case YAML_DOCUMENT_START_EVENT: kind = .documentStart
    case YAML_DOCUMENT_END_EVENT: kind = .documentEnd
    default: kind = .streamEnd
    }
    self.anchor = anchor.map { String(cString: $0) }
    hasTag = tag != nil
    place = Node.Place(event.start_mark)
    index = Int(event.start_mark.index)
  }
}
