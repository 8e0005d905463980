import Grid
import LabKit

/// What the pattern promises and how that stands, in one row: what is broken first, in words, with how often and since
/// when; the rest as ticks.
///
///     ✗ answered: broken 2 times, first at 0:00:42.0  ✓ p0 never shed  ✓ nothing lost
struct PromiseStrip {
  private let row: FittedRow

  /// Nil in a lab without promises.
  init?(_ promises: [PromiseLine]) {
    guard !promises.isEmpty else { return nil }
    let order: [PromiseLine.Verdict] = [.broken, .mended, .excepted, .kept]
    let ordered = order.flatMap { verdict in promises.filter { $0.verdict == verdict } }
    // Of two that are missed alike, the one further right gives way.
    row = FittedRow(ordered.enumerated().map { $1.part(before: ordered.count - $0) })
  }

  /// Draws it in the first row.
  func draw(on canvas: inout Canvas) { row.draw(on: &canvas) }
}

extension PromiseLine {
  /// The name as words.
  var words: String { declaration.name.replacing("-", with: " ").printable }

  /// A sign, with the name where there is room, and with what happened where there is more.
  fileprivate func part(before others: Int) -> FittedRow.Part {
    let (sign, role) = look, name = Span("\(sign) \(words)", role, verdict == .broken ? .bold : [])
    let isKept = verdict == .kept
    let short = FittedRow.Part([Span(sign, role, .bold)]).orRather((isKept ? 100 : 300) + others, name)
    guard let story else { return short }
    return short.orRather((verdict == .broken ? 200 : 0) + others, name, Span(": " + story, role, name.emphasis))
  }

  /// The sign of how it stands, and its role.
  var look: (sign: String, role: Role) {
    switch verdict {
    case .kept: ("✓", .good)
    case .excepted: ("–", .muted)
    case .mended: ("✓", .warning)
    case .broken: ("✗", .bad)
    }
  }

  /// What happened to it; nil while nothing did.
  private var story: String? {
    switch verdict {
    case .kept: nil
    case .excepted: "not promised under this fault"
    case .mended: "was broken \(history)"
    case .broken: "broken \(history)"
    }
  }

  /// How often it was broken, and when first.
  var history: String {
    guard let first else { return "never" }
    return breaks == 1 ? "once, at \(Clock.text(first.at))" : "\(breaks) times, first at \(Clock.text(first.at))"
  }
}
