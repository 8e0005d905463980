/// Which wires run through which cells, and where each has room for its number.
struct TopologyWiring {
  /// What there is in one cell.
  struct Cell {
    var sides: Strokes
    var wire: Int
    /// Whether other wires run through it, too.
    var isShared = false
    /// Whether another wire passes below it.
    var isCrossing = false
    /// An arrow's head.
    var head: Unicode.Scalar?
    fileprivate var group: Int

    /// Whether it is a straight piece of one wire alone.
    var isPlain: Bool {
      !isShared && !isCrossing && head == nil && (sides == .level || sides == .upright)
    }
  }

  let width: Int, height: Int
  private(set) var cells: [Cell?]
  /// Which cells boxes take.
  private var isClosed: [Bool]

  init(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    cells = Array(repeating: nil, count: max(0, width * height))
    isClosed = cells.map { _ in false }
  }

  /// Lays all links, and the pieces where wires pass a layer.
  mutating func add(
    _ layers: TopologyLayers, _ channels: TopologyChannels, _ columns: TopologyColumns, _ rows: TopologyRows
  ) {
    for (index, link) in layers.links.enumerated() {
      let item = layers.items[link.to]
      if item.node == nil {
        for column in columns.layers[item.layer] {
          put(Cell(sides: .level, wire: link.wire, group: -1 - link.wire), column, rows.tops[link.to])
        }
      }
      lay(link, channels.crossings[index], layers, columns)
    }
  }

  private mutating func lay(
    _ link: TopologyLayers.Link, _ crossing: TopologyChannels.Crossing, _ layers: TopologyLayers,
    _ columns: TopologyColumns
  ) {
    let first = layers.items[link.from], second = layers.items[link.to]
    // Away from the first layer, and from the channel into the second.
    let out = columns.isMirrored[first.layer] ? -1 : 1, into = columns.isMirrored[second.layer] ? -1 : 1
    let start = out > 0 ? columns.layers[first.layer].upperBound : columns.layers[first.layer].lowerBound - 1
    let end = into > 0 ? columns.layers[second.layer].lowerBound - 1 : columns.layers[second.layer].upperBound
    var turn = start
    if let track = crossing.track {
      if out != into {
        turn = (out > 0 ? max(start, end) : min(start, end)) + out * (track + columns.foldLabel)
      } else {
        turn = track > 0 ? start + out * track : end + out * track
      }
    }
    let way = Self.corners((start, crossing.start), (turn, crossing.start), (turn, crossing.end), (end, crossing.end))
    let before = (column: start - out, row: crossing.start), after = (column: end + into, row: crossing.end)
    for (index, place) in way.enumerated() {
      let last = index > 0 ? way[index - 1] : before, next = index + 1 < way.count ? way[index + 1] : after
      var cell = Cell(
        sides: [Self.side(of: place, towards: last), Self.side(of: place, towards: next)], wire: link.wire,
        group: crossing.group)
      if link.isReversed {
        if index == 0, first.node != nil { cell.head = out > 0 ? "◄" : "►" }
      } else if index == way.count - 1, second.node != nil {
        cell.head = into > 0 ? "►" : "◄"
      }
      put(cell, place.column, place.row)
    }
  }

  private typealias Place = (column: Int, row: Int)

  /// All cells from corner to corner, each once.
  private static func corners(_ corners: Place...) -> [Place] {
    var way = [corners[0]]
    for corner in corners.dropFirst() {
      while let last = way.last, last != corner {
        way.append((last.column + (corner.column - last.column).signum(), last.row + (corner.row - last.row).signum()))
      }
    }
    return way
  }

  private static func side(of place: Place, towards other: Place) -> Strokes {
    if other.row != place.row { return other.row < place.row ? .up : .down }
    return other.column < place.column ? .left : .right
  }

  private mutating func put(_ cell: Cell, _ column: Int, _ row: Int) {
    guard column >= 0, column < width, row >= 0, row < height else { return }
    let index = row * width + column
    guard var known = cells[index] else {
      cells[index] = cell
      return
    }
    if known.wire != cell.wire, known.group != cell.group, Self.cross(known.sides, cell.sides) {
      // What goes up and down is seen whole, the other one passes below.
      if cell.sides == .upright { known = cell }
      known.isCrossing = true
    } else {
      known.sides.formUnion(cell.sides)
      known.isShared = known.isShared || known.wire != cell.wire
      known.head = known.head ?? cell.head
    }
    cells[index] = known
  }

  private static func cross(_ one: Strokes, _ other: Strokes) -> Bool {
    one == .level && other == .upright || one == .upright && other == .level
  }

  /// Marks the cells of a box as taken.
  mutating func close(_ box: Rectangle) {
    for row in max(0, box.row)..<max(0, min(box.endRow, height)) {
      for column in max(0, box.column)..<max(0, min(box.endColumn, width)) {
        isClosed[row * width + column] = true
      }
    }
  }

  /// Where the number of a wire stands.
  struct Spot {
    /// Where there is room, and how much.
    var column: Int, row: Int, length: Int
    /// The column of the wire, when the room is beside it and not on it.
    var wire: Int
    var isBeside = false
  }

  /// A place for the number of each wire: the longest level piece that it has for itself, or room beside it.
  func spots(wireCount: Int) -> [Spot?] {
    var spots: [Spot?] = Array(repeating: nil, count: wireCount)
    for row in 0..<height {
      var column = 0
      while column < width {
        guard let cell = cells[row * width + column], cell.isPlain, cell.wire < wireCount else {
          column += 1
          continue
        }
        let spot = cell.sides == .level ? piece(column, row) : beside(column, row)
        if spot.length > spots[cell.wire]?.length ?? 0 { spots[cell.wire] = spot }
        column = spot.isBeside ? column + 1 : column + spot.length
      }
    }
    return spots
  }

  /// The level piece of one wire that begins at a cell.
  private func piece(_ column: Int, _ row: Int) -> Spot {
    var end = column + 1
    while end < width, let next = cells[row * width + end], next.isPlain, next.sides == .level,
      next.wire == cells[row * width + column]?.wire
    { end += 1 }
    return Spot(column: column, row: row, length: end - column, wire: column)
  }

  /// The room beside a cell, at most what a number needs, for it must not seem to belong to something else.
  private func beside(_ column: Int, _ row: Int) -> Spot {
    /// How many cells are free in one direction.
    func free(_ step: Int) -> Int {
      var count = 0, at = column + step
      while count <= TopologyColumns.label, at >= 0, at < width, cells[row * width + at] == nil,
        !isClosed[row * width + at]
      {
        count += 1
        at += step
      }
      return count
    }
    // One blank towards what comes next.
    let right = free(1) - 1, left = free(-1) - 1
    let length = max(1, min(TopologyColumns.label - 1, max(left, right)))
    let start = max(left, right) < TopologyColumns.label - 1 ? column : left > right ? column - length : column + 1
    return Spot(column: start, row: row, length: start == column ? 1 : length, wire: column, isBeside: true)
  }
}
