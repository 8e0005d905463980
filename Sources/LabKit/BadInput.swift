/// Something that a person or a file asked for and that cannot be: one line that says what, and the nearest valid name.
public struct BadInput: Error, Sendable, Equatable, CustomStringConvertible {
  /// The line.
  public let description: String

  /// A line as it is.
  public init(_ description: String) { self.description = description }

  /// A line, followed by the valid name that is nearest to what was asked for.
  public init(_ description: String, nearestTo asked: String, among names: [String]) {
    let nearest = NearestName.to(asked, among: names)
    self.description = description + (nearest.map { "; did you mean '\($0)'?" } ?? "")
  }
}

extension StringProtocol {
  /// The text without what could steer a terminal: control characters show as U+FFFD; long texts are cut.
  public var printable: String {
    var text = ""
    for scalar in unicodeScalars.prefix(120) {
      let isHidden =
        scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
      text.unicodeScalars.append(
        isHidden || scalar.value == 0x2028 || scalar.value == 0x2029 ? "\u{FFFD}" : scalar)
    }
    return unicodeScalars.count > 120 ? text + "…" : text
  }
}
