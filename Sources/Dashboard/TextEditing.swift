extension String {
  /// The text after a key that edits it, of at most so many Unicode scalars: a single character may be thousands of them,
  /// each put behind the last by another key. Nil for a key that does not edit.
  func edited(by key: DashboardKey, most: Int) -> String? {
    switch key {
    case .character(let character): unicodeScalars.count < most ? self + String(character) : self
    case .backspace: String(dropLast())
    case .control("u"): ""
    default: nil
    }
  }
}
