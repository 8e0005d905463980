import Engine
import Grid
import LabKit

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
    case .latency: view.meters.measuredLatency(meter).count > 0
    }
  }

  private func figures(_ meter: L.Meter) -> [(statistic: String, value: Double)] {
    switch meter.declaration.kind {
    case .counter:
      let total = Double(view.meters.measuredCount(meter))
      let seconds = (now - view.meters.measuredFrom).seconds
      return [("total", total), ("rate", seconds > 0 ? total / seconds : 0)]
    case .gauge:
      let gauge = view.meters[gauge: meter]
      return [
        ("last", gauge.last), ("mean", gauge.mean(at: now)), ("min", gauge.minimum), ("max", gauge.maximum),
      ]
    case .latency:
      let latency = view.meters.measuredLatency(meter)
      let percentiles = Latency.shownPercents.map { ("p\(Int($0))", latency.percentile($0).seconds) }
      return [("count", Double(latency.count))] + percentiles + [("max", latency.maximum.seconds)]
    }
  }

  func readings(since origin: any LabSnapshot) -> [MeterReading] {
    // Runs of two labs have nothing in common to compare.
    let earlier = (origin as? TypedSnapshot)?.view ?? view
    let seconds = now.seconds - earlier.now.seconds
    return L.Meter.allCases.map { meter in
      switch meter.declaration.kind {
      case .counter:
        let (total, before) = (view.meters[count: meter], earlier.meters[count: meter])
        return .counter(total: total, rate: seconds > 0 ? (Double(total) - Double(before)) / seconds : nil)
      case .gauge: return .gauge(isMeasured(meter) ? view.meters[gauge: meter].last : nil)
      case .latency:
        let all = view.meters[latency: meter]
        return .latency(all, since: all.since(earlier.meters[latency: meter]))
      }
    }
  }

  func course(ofMeter meter: Int, most: Int, every: Int) -> [Double] {
    let meter = Array(L.Meter.allCases)[meter]
    return meter.declaration.kind == .counter
      ? view.rates(meter, most: most, every: every) : view.levels(meter, most: most, every: every)
  }

  func notes(_ most: Int, upTo level: NoteLevel) -> [NoteLine] {
    view.context.notes.newest(most, upTo: level).map { NoteLine($0, of: L.self) }
  }

  func chain(from note: NoteID) -> [NoteLine] {
    view.context.notes.chain(from: note).map { NoteLine($0, of: L.self) }
  }

  func status(panel: Int) -> String { L.card.panels[panel].status(view) }

  func draw(panel: Int, on canvas: inout Canvas) { L.card.panels[panel].draw(view, &canvas) }
}

extension NoteLine {
  /// A note of a lab.
  init<L: Lab>(_ note: NoteEntry<L.Note>, of lab: L.Type) {
    let (isInput, topic, text) =
      switch note.content {
      case .input(let line): (true, nil as Int?, NoteLine.inWords(line, lab))
      case .world(let world): (false, world.topic, world.text)
      }
    self.init(
      id: note.id, at: note.at, cause: note.cause, level: note.level, isInput: isInput, topic: topic,
      text: text)
  }

  /// A line of the journal as a person would say it.
  private static func inWords<L: Lab>(_ line: String, _ lab: L.Type) -> String {
    let isHealed = line.hasPrefix("heal:")
    if let action = L.Action(rawValue: isHealed ? String(line.dropFirst(5)) : line) {
      return (isHealed ? "healed: " : "you: ") + action.declaration.title
    }
    return "you: \(line)"
  }
}
