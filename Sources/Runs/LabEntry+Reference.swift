import Engine
import LabKit

extension LabEntry {
  /// Everything that can be named on the command line, with what it does.
  public var reference: String {
    let sections = [
      ["\(id): \(title)", "  \(summary)"]
        + (alsoCalled.isEmpty ? [] : ["  See also: \(alsoCalled.joined(separator: ", "))."]),
      LabEntry.section("When to use", whenToUse.map { [$0] }),
      LabEntry.section("When not", whenNot.map { [$0] }),
      LabEntry.section("What is simplified", simplifies.map { [$0] }),
      LabEntry.section("Knobs: --set KNOB=VALUE, --at 10s:KNOB=VALUE", knobs.indices.map(knobRow)),
      LabEntry.section("Faults: --at 10s:FAULT, --at 30s:heal:FAULT, --at 30s:heal:all", actionRows(.fault)),
      LabEntry.section("Done once: --at 10s:ACTION", actionRows(.once)),
      LabEntry.section("Meters", meters.map { [$0.name, $0.kind.rawValue, $0.unit, $0.help] }),
      LabEntry.section("Promises", promises.map(promiseRow)),
      LabEntry.section("Laws", laws.map { [$0.name, $0.kind.rawValue, $0.claim] }),
      LabEntry.section("Panels", panels.map { [$0.title, $0.reading] }),
    ]
    return sections.compactMap { $0?.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  private static func section(_ title: String, _ rows: [[String]]) -> [String]? {
    guard let columns = rows.first?.count else { return nil }
    return [title] + TextTable(rows, leftColumns: columns).lines.map { "  " + $0 }
  }

  private func promiseRow(_ promise: PromiseDeclaration) -> [String] {
    let exceptions = promise.exceptions.map { "'\(actions[$0].declaration.title)'" }
    let sentences = [
      promise.sentence, promise.off.map { "Broken with \(words($0))." },
      exceptions.isEmpty ? nil : "Not made under \(exceptions.joined(separator: ", ")).",
    ]
    return [promise.name, sentences.compactMap(\.self).joined(separator: " ")]
  }

  private func knobRow(_ index: Int) -> [String] {
    let field = knobs[index]
    let range: String =
      switch field.kind {
      case .toggle: "on or off"
      case .choice(let names): names.joined(separator: ", ")
      case .number, .whole:
        "\(field.text(field.range.lowerBound)) to \(field.text(field.range.upperBound)) \(field.unit)"
      }
    return ["\(field.key)=\(field.text(defaults[index]))", range, field.help]
  }

  private func actionRows(_ kind: ActionDeclaration.Kind) -> [[String]] {
    actions.filter { $0.declaration.kind == kind }.map {
      [$0.id, "key \($0.declaration.key)", $0.declaration.help]
    }
  }
}

extension [LabEntry] {
  /// One line a lab, under the names of their groups.
  public var listing: String {
    var groups: [String] = []
    for lab in self where !groups.contains(lab.group) { groups.append(lab.group) }
    let sections = groups.map { group in
      let labs = filter { $0.group == group }
      return ([group] + TextTable(labs.map { ["  " + $0.id, $0.title, $0.summary] }, leftColumns: 3).lines)
        .joined(separator: "\n")
    }
    return sections.joined(separator: "\n\n") + "\n"
  }
}
