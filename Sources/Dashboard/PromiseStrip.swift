import Grid
import LabKit

/// What the pattern promises and how that stands, in one row: what is broken first, in words, with how often and since
/// when; the rest as ticks.
///
///     ✗ answered: broken 2 times, first 0:00:42.0 · 12 % of the last 10 s  ✓ p0 never shed  ✓ nothing lost
struct PromiseStrip {
  private let promises: [PromiseLine]

  /// Nil in a lab without promises.
  init?(_ promises: [PromiseLine]) {
    guard !promises.isEmpty else { return nil }
    let order: [PromiseLine.Verdict] = [.broken, .mended, .excepted, .kept]
    self.promises = order.flatMap { verdict in promises.filter { $0.verdict == verdict } }
  }

  /// Draws it in the first row: those at the end become shorter first, and go last.
  func draw(on canvas: inout Canvas) {
    var column = 0
    for span in spans(width: canvas.width) {
      canvas.write(span, column: column, row: 0, width: max(0, canvas.width - column))
      column += span.columns
    }
  }

  private static let gap = 2

  /// The longest wordings that fit; what has no room at all is counted.
  func spans(width: Int) -> [Span] {
    for long in stride(from: promises.count, through: 0, by: -1) {
      let spans = promises.enumerated().map { $1.span(isLong: $0 < long && $1.verdict != .kept) }
      if Self.columns(spans) <= width { return Self.joined(spans) }
    }
    for shown in stride(from: promises.count - 1, through: 1, by: -1) {
      let rest = Span("+\(promises.count - shown)", .muted)
      let spans = promises.prefix(shown).map { $0.span(isLong: false) } + [rest]
      if Self.columns(spans) <= width { return Self.joined(spans) }
    }
    return promises.prefix(1).map { $0.span(isLong: false) }
  }

  private static func columns(_ spans: [Span]) -> Int { spans.reduce(-gap) { $0 + $1.columns + gap } }

  private static func joined(_ spans: [Span]) -> [Span] {
    Array(spans.map { [$0] }.joined(separator: [Span(String(repeating: " ", count: gap))]))
  }
}

extension PromiseLine {
  /// The name as words.
  var words: String { declaration.name.replacing("-", with: " ").printable }

  /// A tick and the name; long, with what happened as well.
  func span(isLong: Bool) -> Span {
    switch verdict {
    case .kept: Span("✓ " + words, .good)
    case .excepted: Span("– " + words + (isLong ? ": not promised under this fault" : ""), .muted)
    case .mended: Span("✓ " + words + (isLong ? ": was broken \(history)" : " (was ✗)"), .warning)
    case .broken: Span("✗ " + words + (isLong ? ": broken \(history)\(evidence)" : " ×\(breaks)"), .bad, .bold)
    }
  }

  /// How often and since when.
  var history: String {
    let often = breaks == 1 ? "once" : "\(breaks) times"
    guard let first else { return often }
    return breaks == 1 ? "once, at \(Clock.text(first.at))" : "\(often), first at \(Clock.text(first.at))"
  }

  private var evidence: String {
    // What a counting promise saw is how often, which is said already.
    guard let detail = first?.detail, !detail.isEmpty, Int(detail) == nil, breaks == 1 else { return "" }
    return " · " + detail.printable
  }
}
