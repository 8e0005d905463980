import Diagnostics

/// Puts the events of a text together to nodes, and refuses on the way what no file by hand needs and what can be turned
/// against its reader: anchors and aliases, of which a few lines unfold to gigabytes, tags, merges, keys that come
/// twice, a second document, and nesting without an end.
///
/// The cost grows with the length of the text and with nothing else: each event is looked at once.
struct Composer: ~Copyable {
  private let text: SourceText
  /// What the file should be, such as `a story`.
  private let kind: String
  private var events: EventStream

  /// How deep lists and mappings may lie in each other, the outermost included: what reads them calls itself for each.
  static let mostLevels = 20

  init(_ text: SourceText, _ bytes: UnsafeBufferPointer<UInt8>, kind: String) {
    (self.text, self.kind) = (text, kind)
    events = EventStream(bytes)
  }

  /// The value of the one document in the text; nil when there is none.
  mutating func root() throws(BadInput) -> Node? {
    guard try next().kind == .documentStart else { return nil }
    let root = try node(try next(), level: 1)
    _ = try next()
    let after = try next()
    guard after.kind == .streamEnd else {
      throw text.error(after.place, "found a second document, expected \(kind) alone")
    }
    return root
  }

  private mutating func next() throws(BadInput) -> EventStream.Event {
    do { return try events.next() } catch {
      // libyaml reads ahead, and finds too many levels of its own before it tells the first.
      throw error.problem.hasPrefix("Maximum nesting level") ? tooDeep(error.place) : text.error(error)
    }
  }

  private mutating func node(_ event: EventStream.Event, level: Int) throws(BadInput) -> Node {
    try refuseProperties(of: event)
    switch event.kind {
    case .text(let text, _): return Node(content: .text(text), place: event.place)
    case .alias(let name):
      throw text.error(event.place, "found the alias '*\(name.printable(upTo: 40))', expected \(Composer.ownValue)")
    default: break
    }
    guard level <= Composer.mostLevels else { throw tooDeep(event.place) }
    let content: Node.Content = event.kind == .list ? .list(try elements(level)) : .mapping(try pairs(level))
    return Node(content: content, place: event.place)
  }

  private func tooDeep(_ place: Node.Place) -> BadInput {
    text.error(place, "found more than \(Composer.mostLevels) lists and mappings in each other, expected \(kind)")
  }

  private mutating func elements(_ level: Int) throws(BadInput) -> [Node] {
    var elements: [Node] = []
    while true {
      let event = try next()
      if event.kind == .end { return elements }
      elements.append(try node(event, level: level + 1))
    }
  }

  private mutating func pairs(_ level: Int) throws(BadInput) -> [(key: Node, value: Node)] {
    var pairs: [(key: Node, value: Node)] = []
    var lines: [String: Int] = [:]
    while true {
      let event = try next()
      if event.kind == .end { return pairs }
      let key = try key(event)
      let name = key.text ?? ""
      if let line = lines.updateValue(key.place.line, forKey: name) {
        let first = line == key.place.line ? "this line" : "line \(line)"
        throw text.error(
          key.place,
          "found '\(name.printable(upTo: 40))' twice, expected each key once; the first is in \(first)")
      }
      pairs.append((key, try node(try next(), level: level + 1)))
    }
  }

  private mutating func key(_ event: EventStream.Event) throws(BadInput) -> Node {
    if event.kind == .text("<<", isPlain: true) {
      throw text.error(event.place, "found the merge key '<<', expected \(Composer.ownValue)")
    }
    switch event.kind {
    case .list: throw text.error(event.place, "found a list as a key, expected a name")
    case .mapping: throw text.error(event.place, "found keys and values as a key, expected a name")
    default: return try node(event, level: 1)
    }
  }

  private static let ownValue = "each value where it belongs; a text that begins like this needs quotes"

  /// A value with properties begins with the first of them. Of the tag `!` alone libyaml tells nothing else.
  private func refuseProperties(of event: EventStream.Event) throws(BadInput) {
    if event.hasTag || text[event.index] == "!" {
      throw text.error(
        event.place, "found a tag, expected \(kind) without tags; a text that begins with '!' needs quotes")
    }
    if let anchor = event.anchor {
      throw text.error(event.place, "found the anchor '&\(anchor.printable(upTo: 40))', expected \(Composer.ownValue)")
    }
  }
}
