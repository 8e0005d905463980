import LabKit

extension [NoteLine] {
  /// The notes with the steps of a knob drawn together: only the last of them is left.
  var withoutSteps: [NoteLine] {
    enumerated().filter { index, note in
      guard let knob = note.turnedKnob, index + 1 < count else { return true }
      return self[index + 1].turnedKnob != knob
    }.map(\.element)
  }
}

extension NoteLine {
  /// What a person turned, `you: traffic=`; nil when this is something else.
  var turnedKnob: Substring? {
    guard isInput, let end = text.firstIndex(of: "=") else { return nil }
    return text[...end]
  }
}
