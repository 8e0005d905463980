/// Consistent hashing (Karger et al., STOC 1997): nodes stand at many points of a ring, and a key belongs to the first
/// one clockwise of it. One more node takes over 1/(n+1) of the keys, and none moves between the others.
public struct HashRing: Hashable, Sendable {
  private struct Point: Hashable, Sendable {
    let hash: UInt64
    let node: Int32
  }

  private let points: ContiguousArray<Point>

  /// A ring of nodes numbered from 0, each at so many points.
  public init(nodes: Int, pointsPerNode: Int) {
    var points = ContiguousArray<Point>()
    for node in 0..<max(0, nodes) {
      for point in 0..<max(1, pointsPerNode) {
        points.append(Point(hash: HashRing.hash(UInt64(node) << 32 | UInt64(point) | 1 << 63), node: Int32(node)))
      }
    }
    points.sort { ($0.hash, $0.node) < ($1.hash, $1.node) }
    self.points = points
  }

  /// The node of a key, of those that may be chosen; nil when none may. Complexity: O(log *points*) when the first may.
  public func node(of key: UInt64, where isCandidate: (Int) -> Bool = { _ in true }) -> Int? {
    guard !points.isEmpty else { return nil }
    let hash = HashRing.hash(key)
    var low = 0, high = points.count
    while low < high {
      let middle = (low + high) / 2
      if points[middle].hash < hash { low = middle + 1 } else { high = middle }
    }
    for step in 0..<points.count {
      let node = Int(points[(low + step) % points.count].node)
      if isCandidate(node) { return node }
    }
    return nil
  }

  /// The finalizer of SplitMix64: every bit of the key reaches every bit of the hash.
  @inlinable
  public static func hash(_ key: UInt64) -> UInt64 {
    var bits = key &+ 0x9E37_79B9_7F4A_7C15
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }
}
