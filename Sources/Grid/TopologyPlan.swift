/// Where the boxes and wires of a topology stand on a canvas of one size.
struct TopologyPlan {
  /// How much of each node is shown.
  enum Detail: CaseIterable {
    /// A frame, two lines and a gauge.
    case full
    /// A frame and two lines.
    case lines
    /// A frame and one line.
    case line
    /// A frame and one line, but one row where three or more stand one below the other.
    case mixed
    /// One row without a frame.
    case row
  }

  /// What is tried.
  struct Shape {
    var detail: Detail
    /// How many rows of layers there are, one below the other; every second one runs from right to left.
    var bands: Int
    /// Rows between boxes.
    var gap: Int
    /// Whether wires are long enough for numbers, and those that lead to the next row of layers as well.
    var hasLabels: Bool, hasFoldLabels: Bool

    /// All shapes, the best first: numbers on wires matter more than what stands in boxes.
    static let all: [Shape] = [true, false].flatMap { hasLabels in
      Detail.allCases.flatMap { detail in
        (1...4).flatMap { bands in
          (hasLabels && bands > 1 ? [true, false] : [false]).flatMap { hasFoldLabels in
            [2, 1, 0].map { gap in
              Shape(detail: detail, bands: bands, gap: gap, hasLabels: hasLabels, hasFoldLabels: hasFoldLabels)
            }
          }
        }
      }
    }
  }

  let shape: Shape
  /// Where each node stands.
  private(set) var boxes: [Rectangle] = []
  /// What wires there are in which cell.
  private(set) var wiring: TopologyWiring

  /// nil when it does not fit.
  init?(_ topology: Topology, _ layers: TopologyLayers, _ shape: Shape, width: Int, height: Int) {
    self.shape = shape
    let perBand = (layers.order.count + shape.bands - 1) / shape.bands
    guard perBand > 0, (layers.order.count + perBand - 1) / perBand == shape.bands else { return nil }
    let names = topology.nodes.map { $0.name.columns + $0.multiplicity.columns }
    let heights = layers.items.map { item in
      guard let node = item.node else { return 1 }
      let crowd = layers.order[item.layer].count { layers.items[$0].node != nil }
      return Self.height(of: topology.nodes[node], shape.detail, crowd: crowd)
    }
    // Most shapes are far too wide: seen before rows are worked out.
    guard perBand * 8 + (perBand - 1) * (shape.hasLabels ? 2 + TopologyColumns.label : 2) <= width else {
      return nil
    }
    guard let rows = TopologyRows(layers, heights, perBand: perBand, gap: shape.gap, height: height) else { return nil }
    let channels = TopologyChannels(layers, rows, heights, perBand: perBand)
    guard
      let columns = TopologyColumns(
        layers, channels, names: names, heights: heights, shape, perBand: perBand, width: width)
    else { return nil }
    boxes = topology.nodes.indices.map { node in
      let place = columns.layers[layers.items[node].layer]
      return Rectangle(column: place.lowerBound, row: rows.tops[node], width: place.count, height: heights[node])
    }
    wiring = TopologyWiring(width: width, height: height)
    wiring.add(layers, channels, columns, rows)
    for box in boxes { wiring.close(box) }
  }

  private static func height(of node: Topology.Node, _ detail: Detail, crowd: Int) -> Int {
    let gauge = node.gauge == nil ? 0 : 1
    switch detail {
    case .full: return 2 + max(1, node.lines.count + gauge)
    case .lines: return 2 + max(1, node.lines.count)
    case .line: return 3
    case .mixed: return crowd > 2 ? 1 : 3
    case .row: return 1
    }
  }
}

/// The rows of boxes: stacked within their layers, as near to the height of their neighbours as there is room.
struct TopologyRows {
  /// The top row of each item.
  private(set) var tops: [Int]
  private let layers: TopologyLayers
  private let heights: [Int]
  private let perBand: Int
  private let gap: Int

  /// nil when it does not fit.
  init?(_ layers: TopologyLayers, _ heights: [Int], perBand: Int, gap: Int, height: Int) {
    (self.layers, self.heights, self.perBand, self.gap) = (layers, heights, perBand, gap)
    tops = heights.map { _ in 0 }
    let bands = stride(from: 0, to: layers.order.count, by: perBand).map {
      $0..<min($0 + perBand, layers.order.count)
    }
    let needed = bands.map { band in
      band.map { layer in Self.length(layers.order[layer].map { heights[$0] }, gap) }.max() ?? 0
    }
    let rest = height - needed.reduce(0, +) - min(gap, 1) * (bands.count - 1)
    guard rest >= 0 else { return nil }
    var top = 0
    for (band, need) in zip(bands, needed) {
      // Some more room than needed, so that wires can run straight.
      let room = need + min(rest / bands.count, 4)
      for layer in band { stack(layer, in: room) }
      for _ in 0..<2 {
        for layer in band.dropFirst() { align(layer, to: layer - 1, in: room) }
        for layer in band.dropLast().reversed() { align(layer, to: layer + 1, in: room) }
      }
      let items = band.flatMap { layers.order[$0] }
      let first = items.map { tops[$0] }.min() ?? 0
      let end = items.map { tops[$0] + heights[$0] }.max() ?? 0
      for item in items { tops[item] += top - first }
      top += end - first + min(gap, 1)
    }
    let shift = max(0, (height - top + min(gap, 1)) / 2)
    for item in tops.indices { tops[item] += shift }
  }

  private static func length(_ heights: [Int], _ gap: Int) -> Int {
    heights.reduce(0, +) + gap * max(0, heights.count - 1)
  }

  private mutating func stack(_ layer: Int, in room: Int) {
    let items = layers.order[layer]
    var top = (room - Self.length(items.map { heights[$0] }, gap)) / 2
    for item in items {
      tops[item] = top
      top += heights[item] + gap
    }
  }

  /// Half-way between pushing everything down and pushing everything up.
  private mutating func align(_ layer: Int, to other: Int, in room: Int) {
    let items = layers.order[layer]
    let wanted = items.map { wantedTop($0, other) }
    var down = wanted, up = wanted
    for index in items.indices.dropFirst() {
      down[index] = max(down[index], down[index - 1] + heights[items[index - 1]] + gap)
    }
    for index in items.indices.dropLast().reversed() {
      up[index] = min(up[index], up[index + 1] - heights[items[index]] - gap)
    }
    var end = room
    for index in items.indices.reversed() {
      let top = min((down[index] + up[index]) / 2, end - heights[items[index]])
      tops[items[index]] = top
      end = top - gap
    }
    var start = 0
    for item in items {
      tops[item] = max(tops[item], start)
      start = tops[item] + heights[item] + gap
    }
  }

  /// Where an item would stand level with its neighbours in a layer.
  private func wantedTop(_ item: Int, _ other: Int) -> Int {
    let near = layers.neighbours(of: item, in: other)
    guard !near.isEmpty else { return tops[item] }
    let sum = near.reduce(0) { $0 + tops[$1] + Self.port(heights[$1]) }
    return (2 * sum + near.count) / (2 * near.count) - Self.port(heights[item])
  }

  /// The row of a box at which wires begin and end, counted from its top.
  static func port(_ height: Int) -> Int { height < 3 ? 0 : 1 + (height - 3) / 2 }
}
