import Engine
import Grid
import LabKit

extension DashboardState {
  /// Takes in where the run is, and the twin.
  mutating func take(_ map: RunMap?, _ twin: Twin?) {
    (self.map, self.twin, twinReadings) = (map, twin, nil)
    guard let twin, let snapshot else {
      (comparedMeter, isMeterChosen) = (nil, false)
      return
    }
    let readings = TwinReadings(entry, snapshot, twin)
    twinReadings = readings
    // Nobody has chosen: the meter that shows the difference stays in view for as long as it does.
    guard !isMeterChosen else { return }
    let ranked = readings.ranked
    if !ranked.contains(where: { $0.meter == comparedMeter }) {
      comparedMeter = ranked.first?.meter ?? comparedMeter
    }
  }

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
      return stop(.go(.instant(difference.at + Interval(nanoseconds: 1))))
    case .goToBreak:
      let broken = promises.filter { $0.breaks > 0 }.min { $0.first?.at ?? .start < $1.first?.at ?? .start }
      guard let broken, let first = broken.first else {
        notice = Span("no promise was broken so far", .muted)
        return []
      }
      notice = Span("✗ \(broken.declaration.sentence.printable) Broken \(broken.history).", .bad, .bold)
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

  /// Compares the meter after this one.
  mutating func compareNextMeter() {
    guard twin != nil, !entry.meters.isEmpty else { return }
    isMeterChosen = true
    comparedMeter = ((comparedMeter ?? -1) + 1) % entry.meters.count
  }
}
