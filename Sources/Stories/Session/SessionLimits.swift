import Diagnostics
import Engine
import LabKit

/// What a session file may come to at most. Who reads one takes more for damage, so who writes one ends there: what is
/// written can be read.
struct SessionLimits: Sendable {
  /// Between two lines of a branch no more than this goes by: the fastest speed makes half a minute of it.
  static let longestGap = Interval.seconds(3600)
  /// A file that is longer was not written by a class.
  static let mostBytes = 256 << 20
  /// No line is longer; the first one has a story in it.
  static let mostBytesOfLine = 1 << 20
  /// More than a whole day of the busiest lab; to go through it all takes minutes.
  private static let mostEvents = 5_000_000_000
  /// All branches together. Even where nothing happens the meters are read ten times a second.
  private static let mostDays = 30
  /// Each costs a way back; who holds two keys makes 2,000 in two minutes.
  private static let mostBranches = 5000, mostBookmarks = 10_000

  /// What all branches together take so far.
  private var time = Interval.zero, events = 0
  private var branches = 1, bookmarks = 0

  /// A branch was run on from one of its moments to another.
  mutating func advance(from last: Moment, to moment: Moment) throws(BadInput) {
    time = time + (moment.at - last.at)
    events = events.addingReportingOverflow(moment.events - last.events).partialValue
    guard time <= .seconds(Double(SessionLimits.mostDays * 24 * 3600)), (0...SessionLimits.mostEvents).contains(events)
    else {
      let most = "\(SessionLimits.mostEvents / 1_000_000_000) billion events or \(SessionLimits.mostDays) days"
      throw BadInput("more than \(most) in all")
    }
  }

  /// One more branch was begun.
  mutating func addBranch() throws(BadInput) {
    branches += 1
    guard branches <= SessionLimits.mostBranches else {
      throw BadInput("more than \(SessionLimits.mostBranches) branches")
    }
  }

  /// One more moment was given a name.
  mutating func addBookmark() throws(BadInput) {
    bookmarks += 1
    guard bookmarks <= SessionLimits.mostBookmarks else {
      throw BadInput("more than \(SessionLimits.mostBookmarks) bookmarks")
    }
  }
}
