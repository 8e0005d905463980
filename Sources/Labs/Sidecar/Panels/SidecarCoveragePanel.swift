import Engine
import FirstEdition
import Grid

extension SidecarLab {
  /// Which feature works for services in which language, and what it takes to get there.
  static let coveragePanel = Panel<SidecarLab>(
    "Coverage", topics: [Topic.coverage],
    knobs: ["mode", "languages", "library.work", "mtls", "retries", "timeout", "breaker", "telemetry"],
    minimumWidth: 34, minimumHeight: 6,
    status: { view in
      let all = view.knobs.languages * Feature.allCases.count
      return "\(covered(view.model)) of \(all), \(view.knobs.mode.rawValue)"
    },
    draw: { view, canvas in
      let lab = view.model
      let step = max(4, min(8, (canvas.width - 10) / max(1, lab.knobs.languages)))
      for language in 0..<lab.knobs.languages {
        canvas.write(
          Span(languageNames[language], .muted), column: 10 + language * step, row: 0, width: step - 1)
      }
      for feature in Feature.allCases {
        let row = feature.rawValue + 1
        let isOn = lab.newest.isOn(feature)
        canvas.write(Span(feature.title, isOn ? .text : .muted), column: 0, row: row, width: 10)
        for language in 0..<lab.knobs.languages {
          let isCovered = lab.isCovered(feature, language)
          let cell: Cell =
            !isCovered ? Cell("·", .bad, .bold) : isOn ? Cell("●", .good) : Cell("○", .muted)
          canvas.put(cell, column: 10 + language * step + 1, row: row)
        }
      }
      effort(lab, row: Feature.allCases.count + 1, on: &canvas)
      measured(view, row: Feature.allCases.count + 2, on: &canvas)
      canvas.write(
        Span("● works  ○ off  · not written", .muted), column: 0, row: Feature.allCases.count + 3,
        width: canvas.width)
    })

  private static func covered(_ lab: SidecarLab) -> Int {
    Feature.allCases.reduce(0) { sum, feature in
      sum + (0..<lab.knobs.languages).filter { lab.isCovered(feature, $0) }.count
    }
  }

  private static func effort(_ lab: SidecarLab, row: Int, on canvas: inout Canvas) {
    let features = Feature.allCases.count, languages = lab.knobs.languages
    let text =
      switch lab.knobs.mode {
      case .sidecars: "written \(features) times, not \(features * languages)"
      case .libraries:
        "\(min(lab.knobs.libraryWork, features * languages)) of \(features * languages) pieces written"
      case .none: "written by nobody"
      }
    canvas.write(Span(text, .text), column: 0, row: row, width: canvas.width)
  }

  /// The share of calls that were really covered, of the last seconds.
  private static func measured(_ view: LabView<SidecarLab>, row: Int, on canvas: inout Canvas) {
    let encrypted = view.rate(.callsEncrypted, overSeconds: 10),
      plain = view.rate(.callsPlain, overSeconds: 10)
    let all = encrypted + plain, spans = view.rate(.spans, overSeconds: 10)
    guard all > 0 else { return }
    canvas.write(
      Span(
        "of calls \(Figure.percent(encrypted / all)) encrypted, \(Figure.percent(min(1, spans / all))) traced",
        plain > 0 ? .warning : .good), column: 0, row: row, width: canvas.width)
  }
}
