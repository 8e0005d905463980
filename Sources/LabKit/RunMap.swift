import Engine

/// Where a run is among everything that was done in it: its branches, its bookmarks, and the twin.
public struct RunMap: Sendable, Equatable {
  /// One future.
  public struct Branch: Sendable, Equatable {
    /// The position of the branch that it left; nil for the first.
    public let parent: Int?
    /// Where it left.
    public let fork: Moment
    /// How far it was run.
    public let tip: Moment
    /// The line of the input that made it another one; nil for the first, and before there is one.
    public let difference: String?
  }

  /// The twin, in lock step.
  public struct TwinRun: Sendable, Equatable {
    /// The position of its branch.
    public let branch: Int
    /// Where it is.
    public let moment: Moment
    /// Since when there are two.
    public let began: Moment
    /// The first moment at which the two did different things; nil as long as they have not.
    public let difference: Moment?
  }

  /// Every future that was begun, the oldest first.
  public let branches: [Branch]
  /// The position of the one that the run is on.
  public let branch: Int
  /// Where the run is.
  public let moment: Moment
  /// The moments with a name.
  public let bookmarks: [Bookmark]
  /// The twin; nil when there is none.
  public let twin: TwinRun?

  /// How far the branch goes that the run is on.
  public var tip: Moment { branches[branch].tip }
  /// The same as it was when the run came here first: nothing lies ahead of it, nor of the twin.
  public var withNothingAhead: RunMap {
    let branches = branches.enumerated().map { number, branch in
      let end = number == self.branch ? moment : number == twin?.branch ? twin!.moment : branch.tip
      return Branch(parent: branch.parent, fork: branch.fork, tip: end, difference: branch.difference)
    }
    return RunMap(branches: branches, branch: branch, moment: moment, bookmarks: [], twin: twin)
  }

  /// Whether what comes next was done before.
  public var isInPast: Bool { moment < tip }
}

extension RunMap {
  /// Where a timeline is.
  package init<S>(_ timeline: Timeline<S>) {
    self.init(
      branches: timeline.branches.map { branch in
        let own = branch.journal.dropFirst(branch.fork.inputs).first
        return Branch(
          parent: branch.parent, fork: branch.fork, tip: branch.tip,
          difference: branch.parent == nil ? nil : own?.text)
      },
      branch: timeline.head.branch, moment: timeline.head.moment, bookmarks: timeline.bookmarks,
      twin: timeline.twin.map {
        TwinRun(branch: $0.head.branch, moment: $0.head.moment, began: $0.began, difference: $0.difference)
      })
  }
}

/// Which notes a step goes to.
public enum NoteStep: Hashable, Sendable {
  /// Those about one of these topics that say that something has changed.
  case topics([Int])
  /// All up to a level, and everything that was pressed.
  case level(NoteLevel)
}
