/// The layers of a directed graph and the order within each: by longest paths and barycentres.
///
/// After Sugiyama, Tagawa and Toda, "Methods for Visual Understanding of Hierarchical System Structures", 1981. Wires
/// that close a cycle are turned round for this. The outcome depends on the declaration alone.
struct TopologyLayers {
  /// A node in its layer, or the place where a longer wire passes through one.
  struct Item {
    /// The node; nil where a wire passes.
    let node: Int?
    let layer: Int
  }

  /// A piece of a wire from one layer to the next.
  struct Link {
    /// Indices of items, the first in the layer before that of the second.
    let from: Int, to: Int
    let wire: Int
    /// Whether the wire runs from the second to the first.
    let isReversed: Bool
  }

  /// The nodes, in their own order, and then the places where wires pass.
  private(set) var items: [Item] = []
  private(set) var links: [Link] = []
  /// The links that leave each item for the next layer, and those that come from the one before.
  private(set) var leaving: [[Int]] = [], coming: [[Int]] = []
  /// Indices of items, layer by layer from the top.
  private(set) var order: [[Int]] = []

  /// Complexity: O(wires squared) for a handful of sweeps.
  init(nodeCount: Int, wires: [(from: Int, to: Int)]) {
    let valid = wires.indices.filter { index in
      let (from, to) = wires[index]
      return from != to && (0..<nodeCount).contains(from) && (0..<nodeCount).contains(to)
    }
    let turned = Self.turned(nodeCount, valid.map { wires[$0] })
    let edges = zip(valid, turned).map { index, isTurned in
      isTurned ? (from: wires[index].to, to: wires[index].from) : wires[index]
    }
    let layerOfNode = Self.layers(nodeCount, edges)
    items = layerOfNode.enumerated().map { Item(node: $0, layer: $1) }
    order = Array(repeating: [], count: (layerOfNode.max() ?? -1) + 1)
    for node in 0..<nodeCount { order[layerOfNode[node]].append(node) }
    for (at, index) in valid.enumerated() { addLinks(index, edges[at], isReversed: turned[at]) }
    leaving = items.map { _ in [] }
    coming = leaving
    for (index, link) in links.enumerated() {
      leaving[link.from].append(index)
      coming[link.to].append(index)
    }
    sort()
  }

  /// Which edges lead back to a node that is still being visited, depth first.
  private static func turned(_ count: Int, _ edges: [(from: Int, to: Int)]) -> [Bool] {
    var turned = edges.map { _ in false }
    var state = Array(repeating: 0, count: count)
    /// Visits a node and all that follows it.
    func visit(_ node: Int) {
      state[node] = 1
      for (index, edge) in edges.enumerated() where edge.from == node {
        if state[edge.to] == 1 { turned[index] = true } else if state[edge.to] == 0 { visit(edge.to) }
      }
      state[node] = 2
    }
    let roots = (0..<count).filter { node in !edges.contains { $0.to == node } }
    for node in roots + Array(0..<count) where state[node] == 0 { visit(node) }
    return turned
  }

  /// The length of the longest path to each node; a node that nothing leads to stands just before what it leads to.
  private static func layers(_ count: Int, _ edges: [(from: Int, to: Int)]) -> [Int] {
    var layers = Array(repeating: 0, count: count)
    for _ in 0..<count {
      var hasChanged = false
      for edge in edges where layers[edge.to] <= layers[edge.from] {
        layers[edge.to] = layers[edge.from] + 1
        hasChanged = true
      }
      if !hasChanged { break }
    }
    for node in 0..<count where !edges.contains(where: { $0.to == node }) {
      if let next = edges.filter({ $0.from == node }).map({ layers[$0.to] }).min() { layers[node] = next - 1 }
    }
    return layers
  }

  private mutating func addLinks(_ wire: Int, _ edge: (from: Int, to: Int), isReversed: Bool) {
    var from = edge.from
    for layer in items[edge.from].layer + 1..<items[edge.to].layer {
      items.append(Item(node: nil, layer: layer))
      order[layer].append(items.count - 1)
      links.append(Link(from: from, to: items.count - 1, wire: wire, isReversed: isReversed))
      from = items.count - 1
    }
    links.append(Link(from: from, to: edge.to, wire: wire, isReversed: isReversed))
  }

  /// Four sweeps there and back; the order with the fewest crossings stays, the earliest of equals.
  private mutating func sort() {
    var best = order, least = crossings()
    for sweep in 0..<8 where least > 0 {
      let isForward = sweep & 1 == 0
      for layer in isForward ? Array(order.indices) : order.indices.reversed() {
        sort(layer, by: isForward ? layer - 1 : layer + 1)
      }
      let count = crossings()
      if count < least { (best, least) = (order, count) }
    }
    order = best
  }

  private mutating func sort(_ layer: Int, by other: Int) {
    guard order.indices.contains(other) else { return }
    var places = Array(repeating: 0, count: items.count)
    for (place, item) in order[other].enumerated() { places[item] = place }
    let keys = order[layer].enumerated().map { place, item -> (Double, Int) in
      let near = neighbours(of: item, in: other).map { places[$0] }
      return (near.isEmpty ? Double(place) : Double(near.reduce(0, +)) / Double(near.count), place)
    }
    let before = order[layer]
    order[layer] = before.indices.sorted { keys[$0] < keys[$1] }.map { before[$0] }
  }

  /// The items that an item is linked with in a layer beside its own.
  func neighbours(of item: Int, in layer: Int) -> [Int] {
    layer < items[item].layer ? coming[item].map { links[$0].from } : leaving[item].map { links[$0].to }
  }

  private func crossings() -> Int {
    var places = Array(repeating: 0, count: items.count)
    for layer in order { for (place, item) in layer.enumerated() { places[item] = place } }
    var count = 0
    for (index, one) in links.enumerated() {
      for other in links.dropFirst(index + 1) where items[one.from].layer == items[other.from].layer {
        let above = places[one.from] - places[other.from], below = places[one.to] - places[other.to]
        if above * below < 0 { count += 1 }
      }
    }
    return count
  }
}
