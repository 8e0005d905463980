import Diagnostics
import Grid
import LabKit

/// What is said about violated laws: which, what they claim, what was seen and when.
struct LawAlarm {
  /// The whole text.
  let paragraph: Paragraph

  /// Nil when no law is violated.
  init?(_ laws: [LawLine]) {
    let violated = laws.filter { $0.verdict == .violated }
    guard !violated.isEmpty else { return nil }
    var spans: [Span] = []
    for (index, law) in violated.prefix(3).enumerated() {
      spans.append(Span((index > 0 ? "\n" : "") + "✗ VIOLATED \(law.declaration.name)", .bad, [.bold, .reversed]))
      spans.append(Span(" " + law.declaration.claim + LawAlarm.evidence(law), .bad, .bold))
    }
    if violated.count > 3 {
      spans.append(Span("\n✗ and \(violated.count - 3) more: type :laws", .bad, .bold))
    }
    paragraph = Paragraph(spans)
  }

  /// What was seen at the first break, and when.
  static func evidence(_ law: LawLine) -> String {
    guard let first = law.first else { return "" }
    let detail = first.detail.isEmpty ? "" : " " + first.detail.printable
    return " ·\(detail) at \(Clock.text(first.at)), event \(first.events)"
  }
}
