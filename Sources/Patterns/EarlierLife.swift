/// A replica has lost its state: others know more under its number than the replica itself.
///
/// Everything that is replicated here trusts that a number counts on for ever. A replica that loses its state and goes
/// on under the same number gives the same counts, dots or stamps again, and what it does then is lost in silence:
///
/// - A counter counts from 0 again, and the others, who know more already, take nothing over until it is past that.
/// - An `ORSet` gives dots again that the others have seen. They take the new element for one that was removed, and
///   the old elements of those dots too, since the replica has seen the dots and does not hold them: both vanish.
/// - An `LWWRegister` may give one stamp to two values, if the clock went back too; then the replicas disagree for good.
///
/// No other replica can prevent this, but the replica itself notices: nobody else counts under its number, so a message
/// that knows more of it proves an earlier life. Let a replica that may have lost its state merge by `merge(_:as:)`,
/// which throws this error then and changes nothing. There are three ways out:
///
/// 1. Store the state before telling anybody, and begin with what was stored. Then it never happens.
/// 2. Go on under a number that nobody ever had; vectors grow by one position for each life.
/// 3. Before the first change of one's own, take over by `merge(_:)` the states of *all* others, with nothing under
///    way any more that was sent in the earlier life.
public struct EarlierLife: Error, Hashable, Sendable {
  /// The number that was in use before.
  public let replica: Int

  /// The error for this number.
  public init(replica: Int) { self.replica = replica }

  static func unless(_ isKnown: Bool, _ replica: Int) throws(EarlierLife) {
    if !isKnown { throw EarlierLife(replica: replica) }
  }
}

extension GCounter {
  /// Merges at the replica of this number; throws, and changes nothing, if the message knows more of it. O(n).
  @discardableResult
  public mutating func merge(_ other: GCounter, as replica: Int) throws(EarlierLife) -> Int {
    try EarlierLife.unless(other[replica] <= self[replica], replica)
    return merge(other)
  }

  /// Merges a delta at the replica of this number; throws, and changes nothing, if it knows more of it. O(entries).
  @discardableResult
  public mutating func merge(_ delta: Delta, as replica: Int) throws(EarlierLife) -> Int {
    try EarlierLife.unless(delta.entries.allSatisfy { $0.replica != replica || $0.count <= self[replica] }, replica)
    return merge(delta)
  }
}

extension PNCounter {
  /// Merges at the replica of this number; throws, and changes nothing, if the message knows more of it. O(n).
  @discardableResult
  public mutating func merge(_ other: PNCounter, as replica: Int) throws(EarlierLife) -> Int {
    var merged = self
    let changed = try merged.up.merge(other.up, as: replica) + merged.down.merge(other.down, as: replica)
    self = merged
    return changed
  }

  /// Merges a delta at the replica of this number; throws, and changes nothing, if it knows more of it. O(n).
  @discardableResult
  public mutating func merge(_ delta: Delta, as replica: Int) throws(EarlierLife) -> Int {
    var merged = self
    let changed = try merged.up.merge(delta.added, as: replica) + merged.down.merge(delta.removed, as: replica)
    self = merged
    return changed
  }
}

extension ORSet {
  /// Merges at the replica of this number; throws, and changes nothing, if the message knows more of it. O(n).
  ///
  /// Throws too if a dot of any replica holds one element here and another one there: then that replica has lost its
  /// state and gone on, and merging would drop both elements.
  public mutating func merge(_ other: Self, as replica: Int) throws(EarlierLife) {
    try EarlierLife.unless(other.seen[replica] <= seen[replica], replica)
    let mine = Dictionary(uniqueKeysWithValues: entries.map { (Dot($0), $0.element) })
    for entry in other.entries {
      try EarlierLife.unless(mine[Dot(entry)].map { $0 == entry.element } ?? true, entry.replica)
    }
    merge(other)
  }

  private struct Dot: Hashable {
    let replica: Int
    let number: UInt64

    init(_ entry: Entry) {
      replica = entry.replica
      number = entry.number
    }
  }
}

extension LWWRegister {
  /// Merges at the replica of this number; throws, and changes nothing, if the other value was written by this replica
  /// and is not known here, or if one stamp holds two values.
  @discardableResult
  public mutating func merge(_ other: Self, as replica: Int) throws(EarlierLife) -> Bool {
    guard let theirs = other.stamp else { return false }
    if theirs == stamp { try EarlierLife.unless(other.value == value, theirs.replica) }
    let isNews = stamp.map { $0 < theirs } ?? true
    try EarlierLife.unless(theirs.replica != replica || !isNews, replica)
    return merge(other)
  }
}
