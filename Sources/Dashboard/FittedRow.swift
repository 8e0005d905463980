import Grid

/// A row of parts, each with several wordings: where they do not fit together, the wording that is missed least gives way
/// to the next one.
struct FittedRow {
  /// One part.
  struct Part {
    /// One way to put it.
    struct Wording {
      var spans: [Span]
      /// The higher, the later it gives way to the next wording.
      var priority: Int
    }

    /// From the longest to the shortest; the last stays.
    var wordings: [Wording]

    /// A part that is always put the same way, or is not there.
    init(_ spans: [Span] = []) { wordings = [Wording(spans: spans, priority: 0)] }

    /// The same part with a longer wording.
    func orRather(_ priority: Int, _ spans: Span...) -> Part {
      var part = self
      part.wordings.insert(Wording(spans: spans, priority: priority), at: 0)
      return part
    }

    var spans: [Span] { wordings[0].spans }
    var columns: Int { spans.reduce(0) { $0 + $1.columns } }
  }

  private let parts: [Part]

  init(_ parts: [Part]) { self.parts = parts }

  /// Draws it in the first row.
  func draw(on canvas: inout Canvas) {
    let gap = [Span(String(repeating: " ", count: Self.gap))]
    let shown = fitted(to: canvas.width).filter { $0.columns > 0 }
    canvas.write(Array(shown.map(\.spans).joined(separator: gap)))
  }

  private static let gap = 2

  /// The parts in the longest wordings that fit together.
  private func fitted(to width: Int) -> [Part] {
    var parts = parts
    while parts.reduce(-Self.gap, { $0 + ($1.columns > 0 ? $1.columns + Self.gap : 0) }) > width {
      let open = parts.indices.filter { parts[$0].wordings.count > 1 }
      let least = open.min { parts[$0].wordings[0].priority < parts[$1].wordings[0].priority }
      guard let least else { break }
      parts[least].wordings.removeFirst()
    }
    return parts
  }
}
