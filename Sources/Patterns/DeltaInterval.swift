/// Which positions of a replicated state a peer still has to hear about: those that changed since its last
/// acknowledgement.
///
/// A message carries the positions of `news(for:)` and the number `changes`; the peer, once it has merged them,
/// sends that number back, and `acknowledge` takes it. Until then every further message covers the same
/// interval again, so loss, duplication and reordering do no harm (Almeida, Shoker, Baquero 2018, "Delta state
/// replicated data types", algorithm 2).
public struct DeltaInterval: Hashable, Sendable {
  /// How many changes there were so far: the number of the newest.
  public private(set) var changes: UInt64 = 0
  // The number of the last change of each position, 0 for never, and the last one that each peer has.
  private var changedAt: [UInt64] = []
  private var acknowledged: [UInt64] = []

  /// Nothing changed yet.
  public init() {}

  /// Positions and peers are numbered from 0 and below this, since memory is taken for all up to the highest.
  public static let limit = 1 << 20

  /// A position changed, here or by a merge. O(1), but for the first time of one above all others.
  ///
  /// - Precondition: `position` is in `0..<limit`.
  public mutating func change(_ position: Int) {
    precondition((0..<Self.limit).contains(position), "an interval has no position \(position)")
    if position >= changedAt.count {
      changedAt.append(contentsOf: repeatElement(0, count: position + 1 - changedAt.count))
    }
    changes &+= 1
    changedAt[position] = changes
  }

  /// Whether a peer has something to hear. O(1).
  public func hasNews(for peer: Int) -> Bool { changes > known(to: peer) }

  /// The positions that changed since a peer last acknowledged, in ascending order. O(positions).
  public func news(for peer: Int) -> [Int] {
    let known = known(to: peer)
    return changedAt.indices.filter { changedAt[$0] > known }
  }

  /// A peer has merged everything up to this change; an older acknowledgement than the newest changes nothing.
  ///
  /// - Precondition: `peer` is in `0..<limit`.
  public mutating func acknowledge(_ peer: Int, upTo change: UInt64) {
    precondition((0..<Self.limit).contains(peer), "an interval has no peer \(peer)")
    if peer >= acknowledged.count {
      acknowledged.append(contentsOf: repeatElement(0, count: peer + 1 - acknowledged.count))
    }
    acknowledged[peer] = max(acknowledged[peer], min(change, changes))
  }

  /// Forgets who has acknowledged what, as a restart does: everybody is told everything once more.
  public mutating func forgetAcknowledgements() { acknowledged = [] }

  private func known(to peer: Int) -> UInt64 { acknowledged.indices.contains(peer) ? acknowledged[peer] : 0 }
}
