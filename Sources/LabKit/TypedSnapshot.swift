import Engine
import Grid

/// A run of one lab at one moment.
struct TypedSnapshot<L: Lab>: LabSnapshot {
  let entry: LabEntry
  let view: LabView<L>
  let knobs: [Double]
  let faults: [Int]

  init(_ entry: LabEntry, _ simulation: Simulation<L>, _ controls: Controls<L>) {
    self.entry = entry
    view = LabView(simulation: simulation, knobs: controls.knobs, faults: controls.faults)
    knobs = controls.knobValues
    faults = controls.faultPositions
  }

  var seed: UInt64 { view.context.seed }
  var now: Instant { view.now }
  var processed: Int { view.context.processed }
  var digest: Digest { view.context.digest }

  var laws: [LawLine] {
    L.Law.allCases.map { law in
      let standing = view.context.laws[law]
      return LawLine(
        declaration: law.declaration, verdict: view.context.laws.verdict(law), checks: standing.checks,
        hits: standing.hits, first: standing.first.map { ($0.at, $0.events, $0.detail) })
    }
  }

  var meters: [MeterLine] {
    L.Meter.allCases.map {
      MeterLine(declaration: $0.declaration, figures: figures($0), isMeasured: isMeasured($0))
    }
  }

  private func isMeasured(_ meter: L.Meter) -> Bool {
    switch meter.declaration.kind {
    case .counter: true
    case .gauge: view.meters[gauge: meter].isSet
    case .latency: view.meters[latency: meter].count > 0
    }
  }

  private func figures(_ meter: L.Meter) -> [(statistic: String, value: Double)] {
    switch meter.declaration.kind {
    case .counter:
      let total = Double(view.meters[count: meter])
      return [("total", total), ("rate", now > .start ? total / now.seconds : 0)]
    case .gauge:
      let gauge = view.meters[gauge: meter]
      return [
        ("last", gauge.last), ("mean", gauge.mean(at: now)), ("min", gauge.minimum), ("max", gauge.maximum),
      ]
    case .latency:
      let latency = view.meters[latency: meter]
      let percentiles = [50.0, 95, 99].map { ("p\(Int($0))", latency.percentile($0).seconds) }
      return [("count", Double(latency.count))] + percentiles + [("max", latency.maximum.seconds)]
    }
  }

  func readings(since origin: any LabSnapshot) -> [Double?] {
    guard let origin = origin as? TypedSnapshot else { return L.Meter.allCases.map { _ in nil } }
    let seconds = now.seconds - origin.now.seconds
    return L.Meter.allCases.map { meter in
      switch meter.declaration.kind {
      case .counter:
        let counted = Double(view.meters[count: meter]) - Double(origin.view.meters[count: meter])
        return seconds > 0 ? counted / seconds : nil
      case .gauge: return view.meters[gauge: meter].last
      case .latency:
        let latency = view.meters[latency: meter].since(origin.view.meters[latency: meter])
        return latency.count > 0 ? latency.percentile(99).seconds : nil
      }
    }
  }

  func course(ofMeter meter: Int, most: Int, every: Int) -> [Double] {
    let meter = Array(L.Meter.allCases)[meter]
    return meter.declaration.kind == .counter
      ? view.rates(meter, most: most, every: every) : view.levels(meter, most: most, every: every)
  }

  func notes(_ most: Int, upTo level: NoteLevel) -> [NoteLine] {
    view.context.notes.newest(most, upTo: level).map(line)
  }

  func chain(from note: NoteID) -> [NoteLine] { view.context.notes.chain(from: note).map(line) }

  private func line(_ note: NoteEntry<L.Note>) -> NoteLine {
    switch note.content {
    case .input(let text):
      NoteLine(
        id: note.id, at: note.at, cause: note.cause, level: note.level, isInput: true, topic: nil,
        text: inWords(text))
    case .world(let world):
      NoteLine(
        id: note.id, at: note.at, cause: note.cause, level: note.level, isInput: false, topic: world.topic,
        text: world.text)
    }
  }

  /// A line of the journal as a person would say it.
  private func inWords(_ text: String) -> String {
    let isHealed = text.hasPrefix("heal:")
    if let action = L.Action(rawValue: isHealed ? String(text.dropFirst(5)) : text) {
      return (isHealed ? "healed: " : "you: ") + action.declaration.title
    }
    return "you: \(text)"
  }

  func status(panel: Int) -> String { L.card.panels[panel].status(view) }

  func draw(panel: Int, on canvas: inout Canvas) { L.card.panels[panel].draw(view, &canvas) }
}
