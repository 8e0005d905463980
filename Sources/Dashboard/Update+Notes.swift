import Engine
import Grid
import LabKit

extension DashboardState {
  /// The keys while the notes are open. Those for the time go on working: notes are read while it stands still.
  mutating func pressInNotes(_ key: DashboardKey, _ place: NotesPlace) -> [Effect] {
    switch KeyMap.command(for: key) {
    case .togglePause, .stepEvent, .stepNote, .changeSpeed: return perform(KeyMap.command(for: key)!)
    default: return place.chainLine == nil ? pressInList(key, place) : pressInChain(key)
    }
  }

  private mutating func pressInList(_ key: DashboardKey, _ place: NotesPlace) -> [Effect] {
    let page = max(1, ScreenPlan(self).noteList.height - 1)
    switch key {
    case .down, .character("j"): chooseNote(by: 1)
    case .up, .character("k"): chooseNote(by: -1)
    case .pageDown: chooseNote(by: page)
    case .pageUp: chooseNote(by: -page)
    case .character("g"): return goToChosenNote()
    case .home: chooseNote(by: -100_000)
    case .end: chooseNote(by: 100_000)
    case .tab: showNotes(place.level.stepped(by: 1))
    case .backTab: showNotes(place.level.stepped(by: -1))
    case .enter: openChain()
    case .escape, .character("q"): overlay = .none
    default: return pressOverPanels(key)
    }
    return []
  }

  private mutating func pressInChain(_ key: DashboardKey) -> [Effect] {
    switch key {
    case .escape, .enter: leaveOverlay()
    default: return pressInPages(key)
    }
    return []
  }

  /// Opens the notes at the newest one, or closes them.
  mutating func toggleNotes() {
    if case .notes = overlay {
      overlay = .none
    } else {
      overlay = .notes(NotesPlace())
      chooseNote(by: 0)
    }
  }

  /// Goes back by one: from the causes of a note to the list, from everything else to the panels.
  mutating func leaveOverlay() {
    if case .notes(var place) = overlay, place.chainLine != nil, !place.isFromPanels {
      place.chainLine = nil
      overlay = .notes(place)
    } else {
      overlay = .none
    }
  }

  /// Chooses the note that many places further, the nearest there is.
  mutating func chooseNote(by places: Int) {
    guard case .notes(var place) = overlay else { return }
    let list = NotesList(snapshot, place)
    guard let chosen = list.chosen else { return }
    place.chosen = list.notes[min(max(0, chosen + places), list.notes.count - 1)].id
    overlay = .notes(place)
  }

  /// Shows another level. The chosen note stays known where it is not shown, for the way back.
  private mutating func showNotes(_ level: NoteLevel) {
    guard case .notes(var place) = overlay else { return }
    place.level = level
    overlay = .notes(place)
    if place.chosen == nil { chooseNote(by: 0) }
  }

  /// Goes to the moment of the chosen note, right after the events of its instant.
  private mutating func goToChosenNote() -> [Effect] {
    guard case .notes(let place) = overlay else { return [] }
    let list = NotesList(snapshot, place)
    guard let chosen = list.chosen else { return [] }
    overlay = .none
    return perform(.go(.instant(list.notes[chosen].at + Interval(nanoseconds: 1))))
  }

  /// Opens what led to the newest thing that happened: in the focused panel, or anywhere.
  mutating func openWhy() {
    // On the map it is about the component that is chosen.
    if case .map(let selected) = overlay { focus(entry.map[selected].panel) }
    guard let snapshot, let note = snapshot.headlines(preferring: focusedPanelField?.topics ?? []).first else {
      notice = Span("nothing has happened so far that has a cause", .muted)
      return
    }
    chain = snapshot.chain(from: note.id)
    var place = NotesPlace(chosen: note.id, chainLine: 0)
    place.isFromPanels = true
    overlay = .notes(place)
  }

  /// Opens what the chosen note was caused by.
  private mutating func openChain() {
    guard case .notes(var place) = overlay, let snapshot else { return }
    let list = NotesList(snapshot, place)
    guard let chosen = list.chosen else { return }
    place.chosen = list.notes[chosen].id
    (place.chainLine, place.isFromPanels) = (0, false)
    chain = snapshot.chain(from: list.notes[chosen].id)
    overlay = .notes(place)
  }

  /// A click on a note chooses it; on the chosen one it is as good as Enter.
  mutating func pressOnNotes(_ place: NotesPlace, column: Int, row: Int, _ plan: ScreenPlan) {
    let area = plan.noteList
    guard place.chainLine == nil, area.contains(column: column, row: row) else { return }
    let list = NotesList(snapshot, place)
    let window = list.window(width: area.width, height: area.height)
    let line = window.firstLine + row - area.row
    guard let block = window.page.block(atRow: line, forWidth: area.width), let chosen = list.chosen else {
      return
    }
    let clicked = window.firstNote + block
    if clicked == chosen { openChain() } else { chooseNote(by: clicked - chosen) }
  }

  /// Keeps to the chosen note as the run goes on; another run has other notes by the same numbers.
  mutating func adoptNotes(isSameRun: Bool) {
    guard case .notes(var place) = overlay else { return }
    if !isSameRun {
      place.chosen = nil
      place.chainLine = nil
      overlay = .notes(place)
    }
    // Nothing to choose so far: from now on the newest one, and not whichever is the newest at the time.
    if place.chosen == nil { chooseNote(by: 0) }
  }
}

extension LabSnapshot {
  /// What the world told the class: first what is about some topics, the newest first, then all of it.
  func headlines(preferring topics: [Int]) -> [NoteLine] {
    let told = notes(.max, upTo: .headline).filter { $0.topic != nil }.reversed()
    return told.filter { topics.contains($0.topic!) } + told
  }

  /// Whether this is a later moment of the same run, as far as can be seen.
  func continues(_ earlier: any LabSnapshot) -> Bool {
    entry.id == earlier.entry.id && seed == earlier.seed && processed >= earlier.processed
  }
}
