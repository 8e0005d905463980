import Grid
import TestSupport
import Testing

/// Boxes and wires.
@Suite struct TopologyTests {
  /// The flow of a shop in twelve boxes.
  static let shop = Topology(
    [
      .init("traffic", lines: ["900/s", "P0 20%"]),
      .init("shedder", .busy, lines: ["sheds P2", "800 of 900"], gauge: Gauge(value: 0.9, role: .warning)),
      .init("gateway", lines: ["pool 12/50", "p99 48 ms"], gauge: Gauge(value: 12, of: 50, role: .good)),
      .init("saga", lines: ["181 running", "214 undone"]),
      .init("inventory", lines: ["closed", "p99 12 ms"]),
      .init("payment", .broken, lines: [Span("OPEN", .bad), "0 of 20"]),
      .init("shipping", lines: ["closed", "p99 30 ms"]),
      .init("notify", .idle, lines: ["idle", ""]),
      .init("outbox", lines: ["1 row", "relay up"]),
      .init("log", lines: ["lag 4", "6 parts"], gauge: Gauge(value: 0.1)),
      .init("consumers", lines: ["3 of 3 up", "612/s"], replicas: [.healthy, .broken, .healthy]),
      .init("regions", lines: ["5,218 sold", "all agree"], replicas: [.healthy, .healthy, .healthy]),
    ],
    wires: [
      .init(from: 0, to: 1, "900/s"), .init(from: 1, to: 2, "800/s"), .init(from: 2, to: 3, "181/s"),
      .init(from: 3, to: 4, "181/s"), .init(from: 3, to: 5, "0/s", role: .bad, flow: .cut),
      .init(from: 3, to: 6, "96/s"), .init(from: 3, to: 7, "0/s", flow: .idle),
      .init(from: 3, to: 8, "181/s"), .init(from: 8, to: 9, "612/s"), .init(from: 9, to: 10, "612/s"),
      .init(from: 10, to: 11, "1.22k/s"),
    ])

  /// Clients that retry, a balancer, three servers, a cache and a database.
  static let web = Topology(
    [
      .init("clients", .busy, lines: ["70/s offered", "41/s answered"]),
      .init("balancer", lines: ["round robin"]),
      .init("server 1", .busy, lines: ["5/5 busy", "queue 812"], gauge: Gauge(value: 1, role: .bad)),
      .init("server 2", .broken, lines: ["stalled", "queue 340"], gauge: Gauge(value: 0.6, role: .bad)),
      .init("server 3", lines: ["2/5 busy", "queue 0"], gauge: Gauge(value: 0.4, role: .good)),
      .init("cache", lines: ["92% hits"]),
      .init("database", lines: ["4/20 busy"], replicas: [.healthy, .healthy]),
    ],
    wires: [
      .init(from: 0, to: 0, "210/s", role: .warning), .init(from: 0, to: 1, "280/s"),
      .init(from: 1, to: 2, "93/s"), .init(from: 1, to: 3, "93/s", role: .bad, flow: .cut),
      .init(from: 1, to: 4, "94/s"), .init(from: 2, to: 5, "50/s"), .init(from: 4, to: 5, "94/s"),
      .init(from: 5, to: 6, "12/s"), .init(from: 3, to: 5, "0/s", flow: .idle),
    ], selected: 4)

  /// Two nodes that call each other, and one that both call.
  static let cycle = Topology(
    [
      .init("orders", lines: ["12/50", "ok"]), .init("billing", lines: ["3/20", "ok"]),
      .init("ledger", lines: ["1/5", "ok"]),
    ],
    wires: [
      .init(from: 0, to: 1, "80/s"), .init(from: 1, to: 0, "20/s"), .init(from: 0, to: 2, "5/s"),
      .init(from: 1, to: 2, "80/s"), .init(from: 2, to: 0, "1/s"),
    ])

  @Test(arguments: [(78, 18), (200, 45), (120, 24), (60, 12), (40, 8), (24, 5)])
  func `the shop looks as recorded`(_ width: Int, _ height: Int) {
    expectSnapshot("topology-shop-\(width)x\(height)", width, height) { Self.shop.draw(on: &$0) }
  }

  @Test(arguments: [(78, 18), (110, 16), (50, 9)])
  func `a web of services looks as recorded`(_ width: Int, _ height: Int) {
    expectSnapshot("topology-web-\(width)x\(height)", width, height) { Self.web.draw(on: &$0) }
  }

  /// Clients that retry and two servers, one of which stands still.
  static let storm = Topology(
    [
      .init("clients", .busy, lines: ["70/s", "good 0/s"]),
      .init(
        "servers", .broken, lines: ["10/10 busy", "queue 812"], gauge: Gauge(value: 1, role: .bad),
        replicas: [.healthy, .broken]),
    ],
    wires: [.init(from: 0, to: 1, "280/s", role: .warning), .init(from: 0, to: 0, "210/s", role: .warning)])

  /// Twelve stages one after the other.
  static let pipeline = Topology(
    (1...12).map { .init("stage \($0)", lines: [Span("lag \($0)"), "ok"]) },
    wires: (0..<11).map { .init(from: $0, to: $0 + 1, "80/s") })

  /// A balancer, eight servers and what they share.
  static let star = Topology(
    [.init("balancer", lines: ["896/s"])]
      + (1...8).map { .init("server \($0)", lines: [Span("5/\($0)")]) } + [.init("store", lines: ["12/20"])],
    wires: (1...8).flatMap { [.init(from: 0, to: $0, "112/s"), .init(from: $0, to: 9, "80/s")] })

  @Test func `other shapes look as recorded`() {
    expectSnapshot("topology-storm-38x8", 38, 8) { Self.storm.draw(on: &$0) }
    expectSnapshot("topology-pipeline-78x18", 78, 18) { Self.pipeline.draw(on: &$0) }
    expectSnapshot("topology-star-78x18", 78, 18) { Self.star.draw(on: &$0) }
  }

  @Test(arguments: [(78, 12), (48, 6)])
  func `a cycle looks as recorded`(_ width: Int, _ height: Int) {
    expectSnapshot("topology-cycle-\(width)x\(height)", width, height) { Self.cycle.draw(on: &$0) }
  }

  /// A random system of up to twelve nodes, with cycles, loops and double wires.
  static func random(_ dice: inout Dice) -> Topology {
    let count = dice.small(1...12)
    let states: [Topology.State] = [.healthy, .busy, .broken, .idle]
    let nodes = (0..<count).map { _ in
      Topology.Node(
        dice.word(), states[dice.small(0...3)], lines: (0..<dice.small(0...3)).map { _ in Span(dice.word()) },
        gauge: dice.small() > 2 ? Gauge(value: dice.number()) : nil,
        replicas: (0..<dice.small(0...40)).map { _ in states[dice.small(0...3)] })
    }
    let flows: [Topology.Flow] = [.flowing, .idle, .cut]
    let wires = (0..<dice.small(0...20)).map { _ in
      Topology.Wire(
        from: dice.small(-1...count), to: dice.small(-1...count), dice.word(), flow: flows[dice.small(0...2)])
    }
    return Topology(nodes, wires: wires, selected: dice.small() > 2 ? nil : dice.small(-1...count))
  }

  private let sizes = [(200, 60), (120, 40), (78, 18), (50, 12), (30, 6), (12, 3), (3, 1)]

  @Test func `boxes lie inside, apart from each other, and are found where they are`() {
    var dice = Dice(state: 21)
    for _ in 0..<30 {
      let topology = Self.random(&dice)
      for (width, height) in sizes {
        let places = topology.rectangles(width: width, height: height)
        let bounds = Rectangle(width: width, height: height)
        for (index, place) in places.enumerated() {
          guard let place else { continue }
          #expect(bounds.intersection(place) == place && !place.isEmpty)
          for other in places[..<index].compactMap({ $0 }) { #expect(place.intersection(other).isEmpty) }
          guard index % 4 == 0 else { continue }
          let found = topology.node(atColumn: place.endColumn - 1, row: place.endRow - 1, width: width, height: height)
          #expect(found == index)
        }
        #expect(topology.node(atColumn: -1, row: 0, width: width, height: height) == nil)
      }
    }
  }

  /// A system as files describe them: up to thirty names of up to sixteen letters, calls that lead onwards, loops.
  private static func system(_ dice: inout Dice) -> Topology {
    let count = dice.small(2...30)
    let nodes = (0..<count).map { number in
      let name = "n\(number)-".padding(to: dice.small(1...16))
      let replicas = dice.small() > 2 ? [] : Array(repeating: Topology.State.healthy, count: dice.small(1...100))
      return Topology.Node(
        name, lines: ["12/50 busy", "340 wait"], gauge: dice.small() > 2 ? nil : Gauge(value: 0.4), replicas: replicas)
    }
    var wires = (1..<count).map { to in Topology.Wire(from: dice.small(max(0, to - 4)...to - 1), to: to, "80/s") }
    for _ in 0..<dice.small(0...count) {
      let from = dice.small(0...count - 1)
      wires.append(Topology.Wire(from: from, to: dice.small(from...count - 1), "1.22k/s"))
    }
    return Topology(nodes, wires: wires)
  }

  @Test(arguments: [(76, 12), (110, 30), (196, 50)])
  func `of 300 random systems no boxes overlap and no name is cut`(_ width: Int, _ height: Int) {
    var dice = Dice(state: 24), drawn = 0
    for _ in 0..<300 {
      let topology = Self.system(&dice)
      let places = topology.rectangles(width: width, height: height)
      let grid = drawing(width, height) { topology.draw(on: &$0) }
      for (node, place) in zip(topology.nodes, places) {
        guard let place else { continue }
        let row = (place.column..<place.endColumn).map { String(grid[$0, place.row].glyph) }.joined()
        #expect(row.contains(node.name), "\(node.name)\n\(Snapshot.text(of: grid))")
      }
      let boxes = places.compactMap { $0 }
      for (index, box) in boxes.enumerated() {
        #expect(Rectangle(width: width, height: height).intersection(box) == box && !box.isEmpty)
        for other in boxes[..<index] { #expect(box.intersection(other).isEmpty) }
      }
      drawn += boxes.contains { $0.width < width } ? 1 : 0
    }
    // Some are drawn as boxes at each size, and those that find no room as a list.
    #expect(drawn > (width < 100 ? 20 : 150), "\(drawn)")
  }

  @Test func `boxes stay where they are while numbers and states change`() {
    var dice = Dice(state: 22)
    for _ in 0..<20 {
      let topology = Self.random(&dice)
      var later = topology
      for index in later.nodes.indices {
        later.nodes[index].state = .busy
        later.nodes[index].lines = later.nodes[index].lines.map { _ in Span(dice.word()) }
        if later.nodes[index].gauge != nil { later.nodes[index].gauge = Gauge(value: dice.number()) }
      }
      for index in later.wires.indices {
        later.wires[index].label = dice.word()
        later.wires[index].flow = .cut
      }
      for (width, height) in sizes {
        #expect(topology.rectangles(width: width, height: height) == later.rectangles(width: width, height: height))
      }
    }
  }

  @Test func `every wire ends in an arrow at its target`() {
    var dice = Dice(state: 23)
    for _ in 0..<30 {
      let topology = Self.random(&dice), width = 300, height = 90
      let grid = drawing(width, height) { topology.draw(on: &$0) }
      let places = topology.rectangles(width: width, height: height)
      for wire in topology.wires where wire.from != wire.to && topology.nodes.indices.contains(wire.from) {
        guard topology.nodes.indices.contains(wire.to), let place = places[wire.to] else { continue }
        let edges = (place.row..<place.endRow).flatMap { row -> [Unicode.Scalar] in
          let left = place.column > 0 ? grid[place.column - 1, row].glyph : " "
          let right = place.endColumn < width ? grid[place.endColumn, row].glyph : " "
          return [left == "►" ? left : " ", right == "◄" ? right : " "]
        }
        #expect(edges.contains { $0 != " " }, "\(Snapshot.text(of: grid))")
      }
    }
  }

  @Test func `numbers stand on every wire of a system that has room`() {
    for topology in [Self.shop, Self.web] {
      for (width, height) in [(78, 18), (120, 24), (200, 45)] {
        let text = drawing(width, height) { topology.draw(on: &$0) }.text.joined(separator: "\n")
        for wire in topology.wires { #expect(text.contains(wire.label), "\(wire.label) in\n\(text)") }
      }
    }
  }

  @Test func `in ASCII`() {
    expectASCIISnapshot("topology-ascii", 78, 18) { Self.shop.draw(on: &$0) }
  }
}

extension String {
  /// Letters up to a length.
  fileprivate func padding(to length: Int) -> String {
    let letters = String(repeating: "abcdefgh", count: 2)
    return count < length ? self + letters.prefix(length - count) : self
  }
}
