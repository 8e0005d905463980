import Grid
import LabKit

/// Takes in one message and says what has to be done about it.
public func update(_ state: inout DashboardState, _ message: Message) -> [Effect] {
  let watched = state.watchedPanel
  let effects = take(message, &state)
  return state.watchedPanel == watched ? effects : effects + [.watch(panel: state.watchedPanel)]
}

private func take(_ message: Message, _ state: inout DashboardState) -> [Effect] {
  switch message {
  case .key(let key): return state.press(key)
  case .mouse(let mouse, let column, let row): return state.point(mouse, column: column, row: row)
  case .resized(let columns, let rows):
    state.width = max(0, columns)
    state.height = max(0, rows)
    state.isDragging = false
  case .snapshot(let snapshot, let actualSpeed, let isSlow, let map, let twin, let storyline, let run):
    guard run >= state.run else { return [] }
    if run > state.run { state.begin(run, of: snapshot.entry) }
    state.take(snapshot)
    state.take(map, twin)
    state.take(storyline)
    state.advanceGuide()
    state.actualSpeed = actualSpeed
    state.isSlow = isSlow
  case .paused(let isPaused): state.isPaused = isPaused
  case .theme(let index): if state.themes.indices.contains(index) { state.theme = index }
  case .glyphs(let level): state.glyphs = level
  case .notice(let text): state.notice = Span(text, .warning)
  }
  return []
}

extension DashboardState {
  /// The panel in which time is slow while something happens that takes less than a blink; nil for none.
  var watchedPanel: Int? { slowsDown && isZoomed && focusedPanelField?.isSlowed == true ? focusedPanel : nil }

  /// Shows a newer moment, possibly of another lab.
  mutating func take(_ next: any LabSnapshot) {
    let isSameRun = snapshot.map(next.continues) ?? true
    if next.entry.id != entry.id { begin(run, of: next.entry) }
    snapshot = next
    moment += 1
    (snapshotKnobs, snapshotFaults, laws, promises) = (next.knobs, next.faults, next.laws, next.promises)
    for (index, pending) in pendingKnobs.enumerated() {
      if let pending { pendingKnobs[index] = pending.after(snapshotKnobs[index]) }
    }
    adoptNotes(isSameRun: isSameRun)
    for (index, pending) in pendingFaults.enumerated() {
      if let pending { pendingFaults[index] = pending.after(snapshotFaults.contains(index)) }
    }
  }
}
