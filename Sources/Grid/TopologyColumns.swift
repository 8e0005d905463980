/// The columns of layers, and of the space between them.
struct TopologyColumns {
  /// The columns of the boxes of each layer.
  private(set) var layers: [Range<Int>]
  /// The columns of the channel behind each layer.
  private(set) var channels: [Range<Int>]
  /// Whether each layer has the next one to its left.
  private(set) var isMirrored: [Bool]

  /// What is kept for numbers on wires that lead to the next row of layers.
  let foldLabel: Int

  /// What is kept for the number on a wire, and a piece of wire before it.
  static let label = 8

  /// nil when it does not fit.
  init?(
    _ graph: TopologyLayers, _ spaces: TopologyChannels, names: [Int], heights: [Int],
    _ shape: TopologyPlan.Shape, perBand: Int, width: Int
  ) {
    let count = graph.order.count
    foldLabel = shape.hasFoldLabels ? Self.label : 0
    layers = Array(repeating: 0..<0, count: count)
    channels = layers
    isMirrored = layers.map { _ in false }
    /// The least width of the channel behind a layer: what turns there, and a head.
    func least(_ layer: Int) -> Int {
      let tracks = spaces.tracks[layer]
      let hasLabel = spaces.isFold(layer) ? shape.hasFoldLabels : shape.hasLabels
      return tracks.near + tracks.far + 2 + (hasLabel ? Self.label : 0)
    }
    // Folds at the right lead to the second and fourth row of layers, at the left to the third.
    let folds = (1..<max(1, shape.bands)).map { least($0 * perBand - 1) }
    let right = stride(from: 0, to: folds.count, by: 2).map { folds[$0] }.max() ?? 0
    let left = stride(from: 1, to: folds.count, by: 2).map { folds[$0] }.max() ?? 0
    let area = Rectangle(column: left, row: 0, width: width - left - right, height: 1)
    for band in 0..<shape.bands {
      let own = Array(band * perBand..<min((band + 1) * perBand, count))
      var slots: [Share] = []
      for layer in own {
        let nodes = graph.order[layer].compactMap { graph.items[$0].node }
        slots.append(Self.box(nodes.map { names[$0] }.max() ?? 0, isFramed: nodes.contains { heights[$0] > 1 }))
        if layer != own.last {
          slots.append(Share(weight: 1, minimum: least(layer), maximum: max(least(layer), 16)))
        }
      }
      guard slots.reduce(0, { $0 + $1.minimum }) <= area.width else { return nil }
      var places = Layout.columns(slots, in: area)
      let slack = area.endColumn - (places.last?.endColumn ?? 0)
      // A fold begins at the edge, so only a single row of layers can stand in the middle.
      let shift = shape.bands == 1 ? slack / 2 : 0
      for index in places.indices { places[index].column += shift }
      let isMirrored = band & 1 == 1
      for (index, layer) in own.enumerated() {
        layers[layer] = Self.range(places[2 * index], mirroredIn: isMirrored ? area : nil)
        self.isMirrored[layer] = isMirrored
        if layer != own.last {
          channels[layer] = Self.range(places[2 * index + 1], mirroredIn: isMirrored ? area : nil)
        }
      }
      if let last = own.last, band + 1 < shape.bands {
        channels[last] = isMirrored ? 0..<layers[last].lowerBound : layers[last].upperBound..<width
      }
    }
  }

  /// Boxes grow before wires do: figures in them matter more. No name is cut.
  private static func box(_ name: Int, isFramed: Bool) -> Share {
    let least = max(name + 4, isFramed ? 12 : 8)
    return Share(weight: 4, minimum: least, maximum: isFramed ? max(20, least) : least + 10)
  }

  private static func range(_ place: Rectangle, mirroredIn area: Rectangle?) -> Range<Int> {
    guard let area else { return place.column..<place.endColumn }
    let start = area.column + area.endColumn - place.endColumn
    return start..<start + place.width
  }
}
