/// How an action stands in a session, on the command line and in a story: `payment.down`, or `heal:payment.down`.
public struct ActionLine: Sendable, Equatable {
  /// The name of the action, or `all` of healing every fault.
  public let id: String
  /// Whether it is done; false when a fault is healed.
  public let isOn: Bool

  private static let healing = "heal:"

  /// The line about an action.
  public init(_ id: String, isOn: Bool) { (self.id, self.isOn) = (id, isOn) }

  /// What a text says; any text is the name of an action, though there may be none of that name.
  public init(_ text: String) {
    isOn = !text.hasPrefix(ActionLine.healing)
    id = isOn ? text : String(text.dropFirst(ActionLine.healing.count))
  }

  /// The line.
  public var text: String { (isOn ? "" : ActionLine.healing) + id }

  /// A line of a journal as the notes say it when a person did it.
  public static func said(_ text: String, _ actions: [LabEntry.ActionField]) -> String {
    inWords(text, actions, done: { "you: " + $0 }, healed: { "healed: " + $0 })
  }

  /// A line of a journal as a person would say it, with the words for what was done and for what was healed; a knob is
  /// said as it is written.
  public static func inWords(
    _ text: String, _ actions: [LabEntry.ActionField], done: (String) -> String, healed: (String) -> String
  ) -> String {
    let line = ActionLine(text)
    guard let title = actions.first(where: { $0.id == line.id })?.declaration.title else { return done(text) }
    return line.isOn ? done(title) : healed(title)
  }
}
