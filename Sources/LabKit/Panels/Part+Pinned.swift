import Engine
import Grid

extension Part {
  /// The newest thing to which something happened that should not, and what became of it: `✗ order 42 lost at 0:41`.
  /// It stays until the next one of its kind; what finds no room is left out from the first on.
  public static func pinned(_ noun: String, _ pinned: @escaping @Sendable (View<L>) -> Pinned) -> Part {
    let words = { @Sendable (view: View<L>, width: Int, rows: Int) -> Paragraph? in
      let pinned = pinned(view),
        steps = pinned.steps.map { "\($0.what) at \(Figure.time($0.at.seconds, end: .infinity))" }
      let number = "\(pinned.number ?? 0)", last = pinned.steps.last?.what ?? ""
      let wordings =
        steps.indices.map { ("\(noun) \(number)", steps[$0...].joined(separator: " → ")) }
        + [("\(noun) \(number)", last), (number, last)]
      return wordings.lazy.map { Paragraph([Span("✗ \($0) ", .bad, .bold), Span($1)]) }
        .first { $0.rows(forWidth: width) <= rows }
    }
    return Part(
      least: 1, most: { view, width in words(view, width, 3)?.rows(forWidth: width) ?? 1 }
    ) { view, canvas in
      words(view, canvas.width, canvas.height)?.draw(on: &canvas)
    }.priority(2).shown { pinned($0).number != nil }
  }
}
