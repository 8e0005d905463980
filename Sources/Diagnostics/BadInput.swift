/// Something that a person or a file asked for and that cannot be: one line that says what, and the nearest valid name.
public struct BadInput: Error, Sendable, Equatable, CustomStringConvertible {
  /// The line.
  public let description: String

  /// A line as it is.
  public init(_ description: String) { self.description = description }

  /// A line, followed by the valid name that is nearest to what was asked for.
  public init(_ description: String, nearestTo asked: String, among names: [String]) {
    if names.contains(asked) {
      // The name is right; what is wrong is said already.
      self.description = description
    } else if let meant = NearestName.to(asked, among: names) {
      self.description = "\(description); did you mean '\(meant)'?"
    } else if let nearest = NearestName.closest(to: asked, among: names) {
      // Hardly what was meant, but it shows what a valid name looks like.
      self.description = "\(description); the nearest name is '\(nearest)'"
    } else {
      self.description = description
    }
  }
}

extension StringProtocol {
  /// The text without what could steer a terminal: control characters show as U+FFFD; long texts are cut.
  public var printable: String { printable(upTo: 120) }

  /// The same, cut after that many scalars.
  public func printable(upTo length: Int) -> String {
    let plain = String(self)
    // Nearly every text is plain, and this is drawn thirty times a second.
    if plain.utf8.count <= length, plain.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return plain }
    var text = ""
    for scalar in unicodeScalars.prefix(length) {
      let isHidden = scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
      text.unicodeScalars.append(isHidden || scalar.value == 0x2028 || scalar.value == 0x2029 ? "\u{FFFD}" : scalar)
    }
    return unicodeScalars.count > length ? text + "…" : text
  }
}
