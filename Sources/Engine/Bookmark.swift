/// A moment of a run with a name, to come back to.
public struct Bookmark: Hashable, Sendable {
  /// What it is called.
  public let name: String
  /// The position of the branch it is on.
  public let branch: Int
  /// Where on it.
  public let moment: Moment

  /// A name for a moment.
  public init(name: String, branch: Int, moment: Moment) {
    self.name = name
    self.branch = branch
    self.moment = moment
  }
}
