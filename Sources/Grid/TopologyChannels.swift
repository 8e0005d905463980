/// The space between two layers: at which rows wires enter and leave it, and in which of its columns they go up or down.
struct TopologyChannels {
  /// How one link crosses its channel.
  struct Crossing {
    /// Where it leaves the first layer and where it enters the second.
    var start: Int, end: Int
    /// The column in which it changes rows, counted from the side of the first layer; negative from the other side.
    var track: Int?
    /// Links of one group may share cells.
    var group: Int
  }

  /// One for each link.
  private(set) var crossings: [Crossing]
  /// How many columns at the two sides of each channel are used for changing rows.
  private(set) var tracks: [(near: Int, far: Int)]
  /// How many layers stand side by side.
  let perBand: Int

  /// Whether the channel behind a layer leads to the next row of layers.
  func isFold(_ layer: Int) -> Bool { (layer + 1) % perBand == 0 }

  init(_ layers: TopologyLayers, _ rows: TopologyRows, _ heights: [Int], perBand: Int) {
    self.perBand = perBand
    crossings = layers.links.enumerated().map { index, link in
      Crossing(
        start: Self.exit(link, layers, rows, heights), end: Self.entry(index, layers, rows, heights),
        track: nil, group: 0)
    }
    tracks = layers.order.map { _ in (0, 0) }
    for layer in layers.order.indices.dropLast() {
      assignTracks(layers, layer, layers.links.indices.filter { layers.items[layers.links[$0].from].layer == layer })
    }
  }

  /// All wires leave at one row; those that come back at the next one, if the box has one.
  private static func exit(
    _ link: TopologyLayers.Link, _ layers: TopologyLayers, _ rows: TopologyRows, _ heights: [Int]
  ) -> Int {
    let row = rows.tops[link.from] + TopologyRows.port(heights[link.from])
    let isMixed = layers.leaving[link.from].contains { layers.links[$0].isReversed != link.isReversed }
    return row + (isMixed && link.isReversed && heights[link.from] >= 4 ? 1 : 0)
  }

  /// Wires enter at rows of their own where that gives each a number of its own, else at one.
  private static func entry(_ index: Int, _ layers: TopologyLayers, _ rows: TopologyRows, _ heights: [Int]) -> Int {
    let link = layers.links[index], height = heights[link.to]
    let row = rows.tops[link.to] + TopologyRows.port(height)
    let all = layers.coming[link.to]
    let isMixed = all.contains { layers.links[$0].isReversed != link.isReversed }
    if isMixed { return row + (link.isReversed && height >= 4 ? 1 : 0) }
    let splits = all.contains { layers.leaving[layers.links[$0].from].count > 1 }
    guard splits, all.count > 1, all.count <= height - 2 else { return row }
    let sorted = all.sorted {
      (rows.tops[layers.links[$0].from], $0) < (rows.tops[layers.links[$1].from], $1)
    }
    return rows.tops[link.to] + 1 + (height - 2 - all.count) / 2 + (sorted.firstIndex(of: index) ?? 0)
  }

  /// What one source sends out shares a column near it; what meets in one target shares a column near that.
  private mutating func assignTracks(_ layers: TopologyLayers, _ layer: Int, _ links: [Int]) {
    let isFold = isFold(layer)
    var groups: [Group] = []
    for index in links {
      let link = layers.links[index], crossing = crossings[index]
      let leaves = links.count { layers.links[$0].from == link.from && crossings[$0].start == crossing.start }
      let meets = links.count { layers.links[$0].to == link.to && crossings[$0].end == crossing.end }
      let kind: Group.Kind = leaves > 1 ? .leaving : meets > 1 ? .meeting : .single
      let key = kind == .leaving ? crossing.start : kind == .meeting ? crossing.end : index
      if let known = groups.firstIndex(where: { $0.kind == kind && $0.key == key }) {
        groups[known].add(crossing, index)
      } else {
        groups.append(Group(kind, key: key, crossing, index))
      }
    }
    Self.arrange(&groups, isFold: isFold)
    for at in groups.indices where groups[at].needsTrack || isFold {
      let taken = groups[..<at].filter { other in
        other.track != nil && other.isFar == groups[at].isFar
          && (other.rows.overlaps(groups[at].rows) || other.mustPrecede(groups[at]))
      }.compactMap(\.track)
      let track = (taken.max() ?? 0) + 1
      groups[at].track = track
      if groups[at].isFar {
        tracks[layer].far = max(tracks[layer].far, track)
      } else {
        tracks[layer].near = max(tracks[layer].near, track)
      }
    }
    for (number, group) in groups.enumerated() {
      for index in group.links {
        crossings[index].group = layer * 1000 + number
        crossings[index].track = group.track.map { group.isFar ? -$0 : $0 }
      }
    }
  }

  /// The order in which groups get their columns: those at the first layer from there, those at the second likewise.
  private static func arrange(_ groups: inout [Group], isFold: Bool) {
    for at in groups.indices { groups[at].isFar = groups[at].kind == .meeting && !isFold }
    // What enters where another one leaves must turn behind it.
    for at in groups.indices where groups[at].isFar {
      if groups.contains(where: { !$0.isFar && groups[at].mustPrecede($0) }) { groups[at].isFar = false }
    }
    groups.sort { isFold ? $0.foldRank < $1.foldRank : $0.rank < $1.rank }
    for _ in groups.indices {
      for at in groups.indices where !groups[at].isFar {
        guard let first = groups[..<at].firstIndex(where: { groups[at].mustPrecede($0) }) else { continue }
        groups.insert(groups.remove(at: at), at: first)
      }
    }
  }

  /// Links that share a column.
  private struct Group {
    enum Kind: Int { case leaving, single, meeting }

    let kind: Kind
    /// The row that they share, or the link.
    let key: Int
    private(set) var rows: ClosedRange<Int>
    private(set) var links: [Int]
    private(set) var needsTrack: Bool
    private let isDown: Bool
    private var starts: [Int], ends: [Int]
    /// Whether its column is counted from the second layer.
    var isFar = false
    var track: Int?

    init(_ kind: Kind, key: Int, _ crossing: Crossing, _ link: Int) {
      (self.kind, self.key, links) = (kind, key, [link])
      rows = min(crossing.start, crossing.end)...max(crossing.start, crossing.end)
      needsTrack = crossing.start != crossing.end
      isDown = crossing.end > crossing.start
      (starts, ends) = ([crossing.start], [crossing.end])
    }

    mutating func add(_ crossing: Crossing, _ link: Int) {
      links.append(link)
      starts.append(crossing.start)
      ends.append(crossing.end)
      rows = min(rows.lowerBound, crossing.start, crossing.end)...max(rows.upperBound, crossing.start, crossing.end)
      if crossing.start != crossing.end { needsTrack = true }
    }

    /// Whether this one leaves at a row at which the other one enters.
    func mustPrecede(_ other: Group) -> Bool {
      needsTrack && other.needsTrack && starts.contains { other.ends.contains($0) }
    }

    /// Of lines that go down the lowest turns first, of lines that go up the highest: so they do not cross.
    var rank: (Int, Int) {
      let row = isDown ? -rows.lowerBound : rows.upperBound
      return (isFar ? 1 : 0, isFar ? -row : row)
    }

    /// The shorter way back inside the longer one.
    var foldRank: (Int, Int) { (rows.count, rows.lowerBound) }
  }
}
