import Engine
import Grid

/// The way of one thing through a lab, stop by stop, until its fate is known.
public struct Journey: Sendable {
  /// How something went.
  public enum Outcome: Sendable {
    case underWay, good, undone, bad

    fileprivate var look: (sign: String, role: Role) {
      switch self {
      case .underWay: ("…", .text)
      case .good: ("✓", .good)
      case .undone: ("◄", .warning)
      case .bad: ("✗", .bad)
      }
    }
  }

  /// One component that it came to, and what happened there.
  public struct Stop: Sendable {
    let place: String, words: String, began: Instant, ended: Instant?, outcome: Outcome

    /// A stop from then until then, if it has been left.
    public init(_ place: String, _ words: String, _ outcome: Outcome, from began: Instant, to ended: Instant?) {
      (self.place, self.words, self.outcome, self.began, self.ended) = (place, words, outcome, began, ended)
    }

    /// A stop that takes no time.
    public init(_ place: String, _ words: String, _ outcome: Outcome, at instant: Instant) {
      self.init(place, words, outcome, from: instant, to: instant)
    }
  }

  let title: String, began: Instant, stops: [Stop], fate: (words: String, outcome: Outcome)

  /// What it is, when it came, where it was, and what becomes of it.
  public init(_ title: String, from began: Instant, _ stops: [Stop], fate: (words: String, outcome: Outcome)) {
    (self.title, self.began, self.stops, self.fate) = (title, began, stops, fate)
  }

  /// The first row: what it is and since when, and its fate.
  fileprivate var headline: Paragraph {
    let (sign, role) = fate.outcome.look
    return Paragraph([
      Span("\(title) ", .title, .bold), Span("from \(Figure.time(began.seconds, end: .infinity))  ", .muted),
      Span("\(sign) \(fate.words)", role, .bold),
    ])
  }

  /// A row for each of the newest stops.
  fileprivate func rows(most: Int) -> [[Span]] {
    stops.suffix(max(0, most)).map { stop in
      let (sign, role) = stop.outcome.look, took = stop.ended.map { ($0 - stop.began).milliseconds } ?? 0
      return [
        Span(Figure.milliseconds((stop.began - began).milliseconds), .muted), Span("\(sign) \(stop.place)", role),
        Span(stop.words, stop.outcome == .bad ? .bad : .text, stop.outcome == .bad ? .bold : []),
        Span(took > 0 ? Figure.milliseconds(took) : "", .muted),
      ]
    }
  }
}

extension Part {
  /// The way of one thing, its fate first, then a row for each stop; a sentence while there is none.
  public static func journey(none: String, _ journey: @escaping @Sendable (View<L>) -> Journey?) -> Part {
    Part(
      least: 14,
      most: { view, width in
        guard let journey = journey(view) else { return 2 }
        return journey.headline.rows(forWidth: width) + 1 + journey.stops.count
      }
    ) { view, canvas in
      guard let journey = journey(view) else { return Paragraph([Span(none, .muted)]).draw(on: &canvas) }
      let headline = journey.headline, used = headline.rows(forWidth: canvas.width)
      headline.draw(on: &canvas)
      canvas.inside(Rectangle(row: used, width: canvas.width, height: canvas.height - used)) { canvas in
        Table(
          [
            .init("after", alignment: .trailing, minimum: 6, maximum: 8, priority: 2),
            .init("where", minimum: 14, maximum: 14, priority: 4), .init("what happened", minimum: 20, priority: 3),
            .init("took", alignment: .trailing, minimum: 7, maximum: 8, priority: 1),
          ], rows: journey.rows(most: canvas.height - 1)
        ).draw(on: &canvas)
      }
    }.priority(9)
  }
}
