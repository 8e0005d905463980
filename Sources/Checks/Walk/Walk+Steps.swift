import Engine
import LabKit

extension Walk {
  /// Does something by chance; says what, and what is wrong with where it led.
  mutating func takeStep() -> (text: String, complaint: String?) {
    // Many steps go on, or there would be no past to go to.
    guard draw.chance(0.6) else { return (goOn(), nil) }
    switch draw.below(16) {
    case 0...5: return (doSomething(), nil)
    case 6...11: return goElsewhere()
    case 12:
      keepCopy()
      run.bookmark("here")
      return ("a bookmark", nil)
    default: return (changeTwin(), nil)
    }
  }

  /// A while, sometimes a very short one, sometimes to the middle of an instant.
  private mutating func goOn() -> String {
    // From a microsecond to ten seconds, every order of magnitude as often.
    var span = Interval.microseconds(1)
    for _ in 0..<draw.below(8) { span = span * 10 }
    span = span * draw.uniform()
    let end = run.now + span
    switch draw.below(8) {
    case 0: return "one event: \(run.step(notAfter: end))"
    case 1, 2:
      let most = 1 + draw.below(30)
      return "on to \(end.seconds) s or for \(most) events: \(run.advance(until: end, limit: most)) events"
    default: return "on to \(end.seconds) s: \(run.advance(until: end, limit: 2000)) events"
    }
  }

  /// An input to the run, to both, or to the twin alone.
  private mutating func doSomething() -> String {
    guard run.map.branches.count < Walk.mostBranches else { return goOn() }
    let isTwinAlone = run.map.twin != nil && draw.chance(0.4)
    let whose = isTwinAlone ? "twin, " : ""
    let choice = draw.below(10)
    if choice == 0 {
      run.healEverything()
      return "everything healed"
    }
    if choice < 5, !lab.knobs.isEmpty {
      let knob = draw.below(lab.knobs.count)
      let value = lab.knobs[knob].value(at: draw.below(lab.knobs[knob].positions))
      if isTwinAlone { run.turnTwin(knob, to: value) } else { run.turn(knob, to: value) }
      return "\(whose)\(lab.knobs[knob].key)=\(lab.knobs[knob].text(value))"
    }
    guard !lab.actions.isEmpty else { return goOn() }
    let action = draw.below(lab.actions.count)
    let isOn = lab.actions[action].declaration.kind == .once || draw.chance(0.6)
    if isTwinAlone { run.actOnTwin(action, isOn: isOn) } else { run.act(action, isOn: isOn) }
    return whose + ActionLine(lab.actions[action].id, isOn: isOn).text
  }

  private mutating func changeTwin() -> String {
    let map = run.map
    if map.twin != nil {
      if draw.chance(0.4) {
        run.swapWithTwin()
        return "the two change places"
      }
      run.endTwin()
      return "the twin ends"
    }
    if map.branches.count < Walk.mostBranches, draw.chance(0.7) {
      run.beginTwin()
      return "a twin"
    }
    let branch = draw.below(map.branches.count)
    guard branch != map.branch else { return goOn() }
    run.beginTwin(onBranch: branch)
    return "branch \(branch) is the twin"
  }
}

extension Walk {
  /// To another moment: of this branch or of another one, by its time, its name, what was seen or what was written there.
  private mutating func goElsewhere() -> (text: String, complaint: String?) {
    switch draw.below(6) {
    case 0, 1: return goToInstant()
    case 2: return goToNote()
    case 3: return goToInput()
    case 4: return goToBookmark()
    default: return goToVisit()
    }
  }

  private mutating func goToInstant() -> (String, String?) {
    let tip = run.map.tip.at
    let at = Instant(nanoseconds: UInt64(Double(tip.nanoseconds) * min(1, draw.uniform() * 1.2)))
    run.go(to: at)
    return ("to \(at.seconds) s", run.now == at ? nil : "that way led to \(run.now.seconds) s")
  }

  private mutating func goToNote() -> (String, String?) {
    let notes: NoteStep =
      draw.chance(0.5) || lab.panels.isEmpty
      ? .level(NoteLevel.allCases[draw.below(NoteLevel.allCases.count)])
      : .topics(lab.panels[draw.below(lab.panels.count)].topics)
    let before = (run.map.moment, count: run.noteCount(notes))
    guard let moment = run.lastMoment(of: notes) else {
      return ("back to a note, of which there is none", nil)
    }
    run.go(to: moment)
    let isRight = run.map.moment == moment && moment < before.0 && run.noteCount(notes) <= before.count
    return ("back to the note at \(moment.at.seconds) s", isRight ? nil : "that way led to \(run.map.moment)")
  }

  private mutating func goToInput() -> (String, String?) {
    let map = run.map
    let journal = run.journal(ofBranch: map.branch)
    guard !journal.isEmpty else { return (goOn(), nil) }
    let index = draw.below(journal.count)
    // Right before it, or right after it.
    let moment = Moment(at: journal[index].at, events: journal[index].eventsBefore, inputs: index + draw.below(2))
    run.go(to: moment)
    return ("to the input \(journal[index].text)", run.map.moment == moment ? nil : "that way led to \(run.map.moment)")
  }

  private mutating func goToBookmark() -> (String, String?) {
    let bookmarks = run.map.bookmarks
    guard !bookmarks.isEmpty else { return goToVisit() }
    let bookmark = bookmarks[draw.below(bookmarks.count)]
    run.go(to: .branch(bookmark.branch, at: bookmark.moment))
    let isRight = run.map.moment == bookmark.moment && run.map.branch == bookmark.branch
    return ("to a bookmark on branch \(bookmark.branch)", isRight ? nil : "that way led elsewhere")
  }

  private mutating func goToVisit() -> (String, String?) {
    guard !visits.isEmpty else { return (goOn(), nil) }
    let visit = visits[draw.below(visits.count)]
    run.go(to: .branch(visit.branch, at: draw.chance(0.3) ? nil : visit.moment))
    guard !run.map.isInPast || run.map.moment == visit.moment else {
      return ("to branch \(visit.branch)", "that way led to \(run.map.moment)")
    }
    guard run.map.moment == visit.moment, run.digest != visit.digest else {
      return ("to \(run.now.seconds) s on branch \(visit.branch)", nil)
    }
    return ("to \(run.now.seconds) s on branch \(visit.branch)", "the digest was \(visit.digest) and is \(run.digest)")
  }
}
