import Engine
import Grid

/// What took time for one traced thing, such as an order at its services.
public struct Traced: Sendable {
  /// One stretch of time.
  public struct Stretch: Sendable {
    let lane: Int, label: String, words: Span, detail: String, result: String
    let style: LaneChart.Style, outcome: LaneChart.Outcome, began: Instant, ended: Instant?

    /// In a lane, counted from 0, with a label there; and in words in a list, with some detail and how it ended.
    public init(
      _ lane: Int, _ label: String, _ words: Span, detail: String, result: String, style: LaneChart.Style,
      outcome: LaneChart.Outcome, from began: Instant, to ended: Instant?
    ) {
      (self.lane, self.label, self.words, self.detail, self.result) = (lane, label, words, detail, result)
      (self.style, self.outcome, self.began, self.ended) = (style, outcome, began, ended)
    }
  }

  let began: Instant, ended: Instant?, stretches: [Stretch]

  /// Something that began then, and has ended if it has.
  public init(from began: Instant, to ended: Instant?, _ stretches: [Stretch]) {
    (self.began, self.ended, self.stretches) = (began, ended, stretches)
  }

  fileprivate func lanes(_ names: [String], now: Instant) -> LaneChart {
    let lanes = names.enumerated().map { lane, name in
      LaneChart.Lane(
        "\(lane + 1) \(name)",
        stretches.filter { $0.lane == lane }.map {
          LaneChart.Block(
            $0.label, from: ($0.began - began).seconds, to: $0.ended.map { ($0 - began).seconds },
            role: $0.words.role, style: $0.style, outcome: $0.outcome)
        })
    }
    let end = ((ended ?? now) - began).seconds
    // The axis grows by steps, so that it does not move with every frame.
    var unit = 0.01
    while end > 10 * unit { unit *= 10 }
    let range = 0...max(0.05, ((end / unit).rounded(.down) + 1) * unit)
    return LaneChart(lanes, range: range, now: ended == nil ? end : nil)
  }

  fileprivate func rows(most: Int) -> [[Span]] {
    stretches.suffix(max(0, most)).map { stretch in
      let took = stretch.ended.map { Figure.milliseconds(($0 - stretch.began).milliseconds) } ?? ""
      return [
        Span(Figure.milliseconds((stretch.began - began).milliseconds), .muted), stretch.words,
        Span(stretch.detail, .muted), Span(stretch.result, stretch.words.role), Span(took, .muted),
      ]
    }
  }
}

extension Part {
  /// A lane for each name, numbered from 1, and in it what took time for one traced thing; short names where it is
  /// narrow.
  public static func lanes(
    _ names: [String], short: [String], least rows: Int, of traced: @escaping @Sendable (View<L>) -> Traced
  ) -> Part {
    .drawn(rows: rows, most: names.count + 1) { view, canvas in
      traced(view).lanes(canvas.width >= 50 ? names : short, now: view.now).draw(on: &canvas)
    }
  }

  /// The newest of that as a list, under a title for what it is.
  public static func list(
    _ title: String, least rows: Int, of traced: @escaping @Sendable (View<L>) -> Traced
  ) -> Part {
    Part(least: rows, most: { view, _ in max(rows, 1 + traced(view).stretches.count) }) { view, canvas in
      Table(
        [
          .init("after", alignment: .trailing, minimum: 7, priority: 2),
          .init(title, minimum: 20, priority: 4), .init("", minimum: 9, priority: 1),
          .init("result", minimum: 9, priority: 3),
          .init("took", alignment: .trailing, minimum: 7, priority: 2),
        ], rows: traced(view).rows(most: canvas.height - 1)
      ).draw(on: &canvas)
    }
  }
}
