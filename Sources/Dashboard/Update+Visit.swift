import Grid
import LabKit

// From a panel to the labs in which its patterns are alone, and back.
extension DashboardState {
  /// What a panel's pattern has a lab of its own for.
  struct Visit {
    let lab: LabEntry
    /// The names of its faults that are the same as those that are injected here.
    let faults: [String]
  }

  /// The labs of the focused panel's patterns, as far as they can be opened.
  var visits: [Visit] {
    (focusedPanelField?.labs ?? []).compactMap { pattern in
      guard let lab = labs.first(where: { $0.id == pattern.lab }) else { return nil }
      var faults: [String] = []
      for fault in pattern.faults where isInjected(fault.own) && !faults.contains(fault.theirs) {
        faults.append(fault.theirs)
      }
      return Visit(lab: lab, faults: faults)
    }
  }

  /// Opens one of them, by its position; nil is the first that has a fault that is injected here, or goes back.
  mutating func visit(_ position: Int?) -> [Effect] {
    overlay = .none
    if position == nil, let before = left.first { return comeBack(to: before) }
    let visits = visits
    let chosen = position.map { visits.indices.contains($0) ? visits[$0] : nil }
    guard let visit = chosen ?? visits.first(where: { !$0.faults.isEmpty }) ?? visits.first else {
      notice = Span("no pattern of this panel has a lab of its own", .muted)
      return []
    }
    var kept = self
    kept.left = []
    left = [kept]
    return [.visit(lab: visit.lab.id, faults: visit.faults)]
  }

  /// Shows what was left as it was; what belongs to the terminal and the clock stays.
  private mutating func comeBack(to before: DashboardState) -> [Effect] {
    var back = before
    (back.width, back.height, back.glyphs, back.theme) = (width, height, glyphs, theme)
    (back.speed, back.actualSpeed, back.isPaused, back.slowsDown) = (speed, actualSpeed, isPaused, slowsDown)
    (back.run, back.moment, back.asked, back.isDragging) = (run + 1, moment + 1, nil, false)
    back.forgetPending()
    self = back
    return [.comeBack]
  }
}
