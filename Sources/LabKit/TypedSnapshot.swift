import Engine
import Grid

/// A run of one lab at one moment.
struct TypedSnapshot<L: Lab>: LabSnapshot {
  let entry: LabEntry
  let view: View<L>

  init(_ entry: LabEntry, _ simulation: Simulation<L>) {
    self.entry = entry
    view = View(simulation)
  }

  private var context: Context<L> { _read { yield view.simulation.context } }
  private var plan: Plan<L> { view.simulation.context.plan }
  var seed: UInt64 { context.seed }
  var now: Instant { context.now }
  var processed: Int { context.processed }
  var digest: Digest { context.digest }
  var knobs: [Double] { plan.values(context.knobs) }
  var faults: [Int] { context.faults }

  var laws: [LawLine] {
    let book = context.lawBook
    return entry.laws.indices.map { position in
      let declaration = entry.laws[position], standing = book[position]
      return LawLine(
        declaration: declaration, verdict: standing.verdict(declaration.kind), checks: standing.checks,
        hits: standing.hits, first: standing.first.map { ($0.at, $0.events, $0.detail) })
    }
  }

  var promises: [PromiseLine] {
    let book = context.promiseBook, now = now
    return entry.promises.indices.map { position in
      let standing = book.standings[position]
      return PromiseLine(
        declaration: entry.promises[position],
        verdict: book.verdict(position, at: now, isExcepted: context.isExcepted(position)),
        breaks: standing.hits, first: standing.first.map { ($0.at, $0.events, $0.detail) },
        latest: book.latest[position], reasons: book.reasons[position])
    }
  }

  func map(selected: Int) -> Topology? {
    plan.declaration.card.map.map { map in
      var topology = map.topology(view)
      topology.selected = selected
      return topology
    }
  }

  func hasDone(firstStep step: Int) -> Bool { plan.declaration.card.firstSteps[step].isDone(view) }

  func refusal(ofAction action: Int) -> String? { view.simulation.refusal(ofAction: action) }

  var meters: [MeterLine] { plan.meters.indices.map(line) }

  private func line(_ position: Int) -> MeterLine {
    let readings = context.readings, meter = plan.meters[position]
    switch meter.kind {
    case .counter:
      let total = Double(readings.measuredCount(position)), seconds = (now - readings.measuredFrom).seconds
      let figures = [("total", total), ("rate", seconds > 0 ? total / seconds : 0)]
      return MeterLine(declaration: meter, figures: figures, isMeasured: true)
    case .gauge:
      let gauge = readings[gauge: position]
      let figures = [
        ("last", gauge.last), ("mean", gauge.mean(at: now)), ("min", gauge.minimum), ("max", gauge.maximum),
      ]
      return MeterLine(declaration: meter, figures: figures, isMeasured: gauge.isSet)
    case .latency:
      let latency = readings.measuredLatency(position)
      let percentiles = Latency.shownPercents.map { ("p\(Int($0))", latency.percentile($0).seconds) }
      let figures = [("count", Double(latency.count))] + percentiles + [("max", latency.maximum.seconds)]
      return MeterLine(declaration: meter, figures: figures, isMeasured: latency.count > 0)
    }
  }

  func readings(since origin: any LabSnapshot) -> [MeterReading] {
    // Runs of two labs have nothing in common to compare.
    let earlier = (origin as? TypedSnapshot)?.view ?? view
    let seconds = now.seconds - earlier.now.seconds
    return plan.meters.enumerated().map { position, meter in
      let (here, there) = (context.readings, earlier.simulation.context.readings)
      switch meter.kind {
      case .counter:
        let (total, before) = (here[count: position], there[count: position])
        return .counter(total: total, rate: seconds > 0 ? (Double(total) - Double(before)) / seconds : nil)
      case .gauge: return .gauge(here[gauge: position].isSet ? here[gauge: position].last : nil)
      case .latency:
        let all = here[latency: position]
        return .latency(all, since: all.since(there[latency: position]))
      }
    }
  }

  func course(ofMeter meter: Int, most: Int, every: Int, asTotals: Bool) -> [Double] {
    let bases = plan.meterBases
    let family = bases.lastIndex { $0 <= meter }!
    guard let typed = L.Meter(rawValue: family) else { return [] }
    return view.course(.of(typed, at: meter - bases[family]), most: most, every: every, asTotals: asTotals)
  }

  func notes(_ most: Int, upTo level: NoteLevel) -> [NoteLine] {
    context.notes.newest(most, upTo: level).map { NoteLine($0, plan) }
  }

  func chain(from note: NoteID) -> [NoteLine] { context.notes.chain(from: note).map { NoteLine($0, plan) } }

  func status(panel: Int) -> String { plan.declaration.card.panels[panel].status(view) }

  func draw(panel: Int, isAlone: Bool, on canvas: inout Canvas) {
    plan.declaration.card.panels[panel].draw(view, isAlone: isAlone, on: &canvas)
  }
}

extension Standing {
  fileprivate func verdict(_ kind: LawDeclaration.Kind) -> Verdict {
    switch kind {
    case .always, .eventually: hits > 0 ? .violated : checks > 0 ? .held : .pending
    case .sometimes: hits > 0 ? .held : .notReached
    }
  }
}

extension NoteLine {
  /// A note of a lab.
  init<L: Lab>(_ note: NoteEntry<L.Note>, _ plan: Plan<L>) {
    let text =
      switch note.content {
      case .input(let line): ActionLine.said(line, plan.actions)
      case .world(let world): world.text
      }
    self.init(
      id: note.id, at: note.at, cause: note.cause, level: note.level, isInput: note.topic == nil,
      topic: note.topic, isChange: note.isChange, voice: note.topic == nil ? .person : .world, text: text)
  }
}
