import Engine
import Grid
import LabKit

extension DashboardState {
  /// Takes in where the run is, and the twin.
  mutating func take(_ map: RunMap?, _ twin: Twin?) {
    if self.twin == nil { isPanelChosen = false }
    (self.map, self.twin, twinReadings) = (map, twin, nil)
    guard let twin, let snapshot else {
      (comparedMeter, isMeterChosen, parting) = (nil, false, nil)
      return
    }
    let readings = TwinReadings(entry, snapshot, twin)
    twinReadings = readings
    if !isMeterChosen, let best = readings.best(after: comparedMeter), best != comparedMeter {
      compare(meter: best, isChosen: false)
    }
    findParting(readings, snapshot, twin)
  }

  /// What lies ahead of the present is known from before, as long as the two runs are the same ones.
  private mutating func findParting(_ readings: TwinReadings, _ snapshot: any LabSnapshot, _ twin: Twin) {
    guard let meter = comparedMeter, let map, let other = map.twin else { return }
    let found = readings.parting(in: meter, snapshot, twin)
    let next = Parting(meter: meter, branches: [map.branch, other.branch], at: found)
    if let parting, parting.meter == meter, parting.branches == next.branches, let at = parting.at {
      // The whole of what is kept is apart: it began before that.
      let isOlder = found != nil && at + .seconds(Double(TwinReadings.keptSeconds - 1)) < snapshot.now
      if isOlder || found == nil && map.isInPast { return }
    }
    parting = next
  }

  /// Compares a meter, and shows the panel from which it can be read.
  mutating func compare(meter: Int, isChosen: Bool) {
    (comparedMeter, isMeterChosen) = (meter, isChosen)
    if isChosen { isPanelChosen = false }
    if !isPanelChosen, let shown = entry.panel(showing: meter) { focusedPanel = shown.panel }
  }

  /// Focuses a panel because somebody wants to see it.
  mutating func focus(_ panel: Int) { (focusedPanel, isPanelChosen) = (panel, true) }

  /// Goes to other moments, names them, and lets runs go beside each other.
  mutating func performOnHistory(_ command: Command) -> [Effect] {
    switch command {
    case .stepEvent(let isForward):
      let own = focusedPanelField?.topics ?? []
      // A panel that no note is about: any event will do.
      let topics = own.isEmpty ? entry.panels.flatMap(\.topics) : own
      return stop(.step(.topics(topics), isForward: isForward))
    case .stepNote(let isForward): return stop(.step(.level(.observation), isForward: isForward))
    case .go(let destination): return stop(.go(destination))
    case .goToDifference:
      guard let twin = map?.twin else {
        notice = Span("there is one run only; t lets a twin go beside it", .muted)
        return []
      }
      guard let difference = twin.difference else {
        notice = Span("so far both do the same", .muted)
        return []
      }
      guard let parting, let at = parting.at else {
        let name = comparedMeter.map { TwinReadings.name(of: $0, entry) + ": the" } ?? "The"
        notice = Span("\(name) two have not parted for good so far; this is their first difference", .muted)
        return stop(.go(.instant(difference.at + Interval(nanoseconds: 1))))
      }
      notice = Span("\(TwinReadings.name(of: parting.meter, entry)): here the two part for good", .warning, .bold)
      return stop(.go(.instant(at + Interval(nanoseconds: 1))))
    case .goToBreak:
      let broken = promises.filter { $0.breaks > 0 }.min { $0.first?.at ?? .start < $1.first?.at ?? .start }
      guard let broken, let first = broken.first else {
        notice = Span("no promise was broken so far", .muted)
        return []
      }
      let twin = entry.patternOn(broken.declaration, value(ofKnob:)).first.map {
        " t: a twin with \(entry.knobs[$0.knob].title) \(entry.knobs[$0.knob].text($0.value))."
      }
      notice = Span(
        "✗ \(broken.declaration.sentence.printable) Broken: \(broken.history).\(broken.reason)\(twin ?? "")", .bad,
        .bold)
      return stop(.go(.instant(first.at + Interval(nanoseconds: 1))))
    case .bookmark(let name):
      notice = Span("bookmark: \(name); s shows all", .muted)
      return [.bookmark(name)]
    case .beginTwin(let difference): return [.beginTwin(difference)]
    case .compare(let branch): return [.compare(withBranch: branch)]
    case .endTwin(let keepsTwin):
      forgetPending()
      return [.endTwin(keepsTwin: keepsTwin)]
    default: return []
    }
  }

  /// Time stands still for this.
  private mutating func stop(_ effect: Effect) -> [Effect] {
    forgetPending()
    guard !isPaused else { return [effect] }
    isPaused = true
    return [.pause, effect]
  }

  /// What was asked for belongs to another moment.
  mutating func forgetPending() {
    for index in pendingKnobs.indices { pendingKnobs[index] = nil }
    for index in pendingFaults.indices { pendingFaults[index] = nil }
  }

  /// Side by side becomes one above the other, and the other way round.
  mutating func turnTwin() {
    isTwinStacked = !TwinPlan.isStacked(self, width: width, height: height)
  }

  /// Compares the meter after this one: first those that differ, the most different first.
  mutating func compareNextMeter() {
    guard let twinReadings, !entry.meters.isEmpty else { return }
    let differing = twinReadings.ranked.map(\.meter)
    let order = differing + entry.meters.indices.filter { !differing.contains($0) }
    let place = comparedMeter.flatMap { order.firstIndex(of: $0) } ?? -1
    compare(meter: order[(place + 1) % order.count], isChosen: true)
  }
}
