/// Which positions of a replicated state a peer still has to hear about: those that changed since its last
/// acknowledgement.
///
/// `tell` gives the positions for a message and the number of the message's last change; the peer, once it has merged
/// them, sends that number back, and `acknowledge` takes it. Until then every further message covers the same interval
/// again, so loss, duplication and reordering do no harm (Almeida, Shoker, Baquero 2018, "Delta state replicated data
/// types", algorithm 2). An acknowledgement of what the peer was never told is refused: it hides no change.
public struct DeltaInterval: Hashable, Sendable {
  /// What to tell a peer, coded by the names of its parts.
  public struct News: Hashable, Sendable, Codable {
    /// The positions that it has not acknowledged, in ascending order.
    public let positions: [Int]
    /// What it sends back once it has merged them.
    public let upTo: UInt64

    /// These positions, up to this number.
    public init(positions: [Int], upTo: UInt64) {
      self.positions = positions
      self.upTo = upTo
    }
  }

  /// What one peer was told. Its numbers mean something beside those of the interval, which checks them.
  public struct Peer: Hashable, Sendable, Codable {
    /// Acknowledgements up to this number are of an earlier life and say nothing.
    public internal(set) var after: UInt64
    /// Up to where it was told; 0 for never.
    public internal(set) var told: UInt64
    /// Up to where it has acknowledged; 0 for never.
    public internal(set) var heard: UInt64

    /// A peer that was told this, to put an interval together of its parts.
    public init(after: UInt64, told: UInt64 = 0, heard: UInt64 = 0) {
      self.after = after
      self.told = told
      self.heard = heard
    }
  }

  /// Positions and peers are numbered from 0 and below this, since memory is taken for all up to the highest.
  public static let limit = 1 << 20

  /// The number of the newest change. Numbers only grow; one is left out where acknowledgements are forgotten.
  public internal(set) var changes: UInt64
  /// Acknowledgements up to this number are of an earlier life, whoever sends them.
  public internal(set) var after: UInt64
  /// The number of the last change of each position, 0 for never.
  public internal(set) var changedAt: [UInt64]
  /// What each peer was told, by its number.
  public internal(set) var peers: [Peer]
  // The greatest of `changedAt`.
  var newest: UInt64

  /// Nobody was told anything of the first so many positions yet.
  ///
  /// A replica that kept its state and lost this record begins with all its positions and `after` a number that no
  /// earlier life can have reached, such as milliseconds since 1970 shifted by 20 bits: otherwise an acknowledgement
  /// of that life may be taken for one of this.
  ///
  /// - Precondition: `positions` is in `0...limit`, `after` at most `Int64.max` / 2.
  public init(positions: Int = 0, after: UInt64 = 0) {
    precondition((0...Self.limit).contains(positions), "an interval cannot have \(positions) positions")
    precondition(after <= Self.greatestNumber / 2, "an interval begins after a number up to Int64.max / 2")
    changes = after
    self.after = after
    changedAt = []
    peers = []
    newest = 0
    for position in 0..<positions { change(position) }
  }

  /// A position changed, here or by a merge. O(1), amortized.
  ///
  /// - Precondition: `position` is in `0..<limit`.
  public mutating func change(_ position: Int) {
    precondition((0..<Self.limit).contains(position), "an interval has no position \(position)")
    if position >= changedAt.count {
      changedAt.append(contentsOf: repeatElement(0, count: position + 1 - changedAt.count))
    }
    changes += 1
    changedAt[position] = changes
    newest = changes
  }

  /// Whether a peer has something to hear. O(1).
  public func hasNews(for peer: Int) -> Bool { newest > self[peer].heard }

  /// The positions that changed since a peer last acknowledged, in ascending order. O(positions).
  public func news(for peer: Int) -> [Int] {
    let heard = self[peer].heard
    return changedAt.indices.filter { changedAt[$0] > heard }
  }

  /// The positions for a message to a peer and the number that it is to acknowledge. O(positions).
  ///
  /// - Precondition: `peer` is in `0..<limit`.
  public mutating func tell(_ peer: Int) -> News {
    let news = News(positions: news(for: peer), upTo: changes)
    edit(peer) { $0.told = news.upTo }
    return news
  }

  /// A peer has merged everything up to this number. O(1).
  ///
  /// False refuses a number that the peer was not told since it was last forgotten, and changes nothing; an older one
  /// than the newest is true and changes nothing either.
  @discardableResult
  public mutating func acknowledge(_ peer: Int, upTo change: UInt64) -> Bool {
    let known = self[peer]
    guard change > known.after, change <= known.told else { return false }
    edit(peer) { $0.heard = max($0.heard, change) }
    return true
  }

  /// Forgets what a peer has acknowledged, as when it lost its data: it is told everything once more. O(1).
  ///
  /// Only positions that changed while this record was kept are told; where the record is younger than the state,
  /// send the full state instead. Acknowledgements that are under way to here do not count any more.
  ///
  /// - Precondition: `peer` is in `0..<limit`.
  public mutating func forgetAcknowledgements(of peer: Int) {
    let last = changes
    edit(peer) { $0 = Peer(after: last) }
    changes += 1
  }

  /// Forgets who has acknowledged what, as a restart does: everybody is told everything once more.
  public mutating func forgetAcknowledgements() {
    after = changes
    peers = []
    changes += 1
  }

  static var greatestNumber: UInt64 { UInt64(Int64.max) }

  private subscript(peer: Int) -> Peer { peers.indices.contains(peer) ? peers[peer] : Peer(after: after) }

  private mutating func edit(_ peer: Int, _ change: (inout Peer) -> Void) {
    precondition((0..<Self.limit).contains(peer), "an interval has no peer \(peer)")
    if peer >= peers.count {
      peers.append(contentsOf: repeatElement(Peer(after: after), count: peer + 1 - peers.count))
    }
    change(&peers[peer])
  }
}
