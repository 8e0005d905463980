import Engine
import Grid
import LabKit

/// What the pattern promises and how that stands, in one row: what is broken first, in words, with what happened and when,
/// reversed for as long as it has just happened; the rest as ticks.
///
///     ✗ announced: 1 event lost, at 0:00:42.0  ✓ true  ✓ once  ✓ in order
struct PromiseStrip {
  private let row: FittedRow

  /// For how long a break has just happened.
  static let news = Interval.seconds(3)

  /// Nil in a lab without promises.
  init?(_ promises: [PromiseLine], at now: Instant) {
    guard !promises.isEmpty else { return nil }
    let order: [PromiseLine.Verdict] = [.broken, .mended, .excepted, .kept]
    let ordered = order.flatMap { verdict in promises.filter { $0.verdict == verdict } }
    // Of two that are missed alike, the one further right gives way.
    row = FittedRow(ordered.enumerated().map { $1.part(before: ordered.count - $0, at: now) })
  }

  /// Draws it in the first row.
  func draw(on canvas: inout Canvas) { row.draw(on: &canvas) }
}

extension PromiseLine {
  /// A sign, with the name where there is room, and with what happened where there is more.
  fileprivate func part(before others: Int, at now: Instant) -> FittedRow.Part {
    let (sign, role) = look, isBroken = verdict == .broken
    let isNew = isBroken && latest.map { now - $0.at < PromiseStrip.news } ?? false
    let name = Span("\(sign) \(declaration.words)", role, isNew ? [.bold, .reversed] : isBroken ? .bold : [])
    let isKept = verdict == .kept
    let short = FittedRow.Part([Span(sign, role, .bold)]).orRather((isKept ? 100 : 300) + others, name)
    guard let story else { return short }
    return short.orRather((isBroken ? 200 : 0) + others, name, Span(": " + story, role, name.emphasis))
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
    case .broken: history
    }
  }

  /// What broke it, how often, and when first.
  var history: String {
    guard let first else { return "never" }
    let at = Clock.text(first.at), isOne = breaks == 1
    if let counts = declaration.counts { return "\(Int(breaks).of(counts)), \(isOne ? "" : "first ")at \(at)" }
    guard verdict == .broken, let latest else {
      return isOne ? "once, at \(at)" : "\(breaks) times, first at \(at)"
    }
    return "\(latest.detail), since \(Clock.text(latest.at))" + (isOne ? "" : ", \(breaks) times so far")
  }

  /// What had just happened when it was broken first, and what that came from.
  var reason: String {
    guard let newest = reasons.first else { return "" }
    guard let origin = reasons.last, reasons.count > 1 else { return " \(newest.printable)" }
    return " \(newest.printable) Why: \(origin.printable)."
  }
}
