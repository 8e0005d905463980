import Engine
import LabKit
import Patterns

extension Shop {
  /// Three regions that count confirmed orders, each on its own position of a G-Counter.
  struct Regions: Sendable {
    typealias Region = Shop.Region

    /// What a region tells another one.
    struct Message: Sendable { let counter: GCounter, naive: UInt64 }

    private(set) var counters = Each<Region, GCounter>(repeating: GCounter(replicas: 3))
    /// What a plain number would say on the same messages: it is overwritten by what it hears.
    private(set) var naive = Each<Region, UInt64>(repeating: 0)
    /// What every region counted, by hand, and again because nobody recognised the repeat.
    private(set) var consumed = Each<Region, UInt64>(repeating: 0), byHand = Each<Region, UInt64>(repeating: 0)
    private(set) var doubled = Each<Region, UInt64>(repeating: 0)
    var mail = Mail<Shop, Message>(.gossipArrives, nodes: 3, stream: Shop.Stream.gossip, remembered: 1)
    /// How many rounds of gossip each region began; it talks to the others in turn.
    private var rounds = Each<Region, Int>(repeating: 0)
    /// Which gossip timers are valid; turning the knob begins new ones.
    var generation: UInt32 = 0
    /// The rows that the consumers wrote when they counted, in one database for all of them: orders by serial.
    var inbox = SerialSet()
    /// The orders that are counted, and those counted under the inbox: what is true, whatever the inbox says.
    private var counted = SerialSet(), protected = SerialSet()
    var countedOrders: Int { counted.count }

    /// Counts an order, whether it was counted before or not; says whether it was, under the inbox.
    mutating func count(_ serial: UInt32, in region: Region, isProtected: Bool) -> Bool {
      let wasProtected = protected.contains(serial)
      if isProtected { _ = protected.insert(serial) }
      if counted.insert(serial) { consumed[region] += 1 } else { doubled[region] += 1 }
      counters[region].increment(region.rawValue)
      naive[region] += 1
      return wasProtected
    }

    func hasCounted(_ serial: UInt32) -> Bool { counted.contains(serial) }

    mutating func increment(_ region: Region) {
      byHand[region] += 1
      counters[region].increment(region.rawValue)
      naive[region] += 1
    }

    /// Whom a region tells its vector this time.
    mutating func nextListener(of from: Region) -> Region {
      rounds[from] += 1
      return Region(rawValue: (from.rawValue + 1 + (rounds[from] - 1) % 2) % 3)!
    }

    /// What a region tells others now.
    func message(from region: Region) -> Message { Message(counter: counters[region], naive: naive[region]) }

    /// A region hears what another one told; gives how many positions were larger.
    mutating func merge(_ message: Message, into region: Region) -> Int {
      naive[region] = message.naive
      return counters[region].merge(message.counter)
    }

    /// A region's own position, which only it raises.
    func own(_ region: Region) -> UInt64 { counters[region][region.rawValue] }

    func value(_ region: Region, isNaive: Bool) -> UInt64 { isNaive ? naive[region] : counters[region].value }

    /// The highest less the lowest value that a region shows.
    func spread(isNaive: Bool) -> Int {
      let values = Region.allCases.map { value($0, isNaive: isNaive) }
      return Int(values.max()! - values.min()!)
    }

    var highestNaive: UInt64 { Region.allCases.map { naive[$0] }.max()! }

    func agree(isNaive: Bool) -> Bool {
      Region.allCases.allSatisfy { isNaive ? naive[$0] == naive[.a] : counters[$0].vector == counters[.a].vector }
    }

    /// The sum of what every region counted itself: what all will agree on.
    var total: UInt64 { Region.allCases.reduce(0) { $0 + own($1) } }
    /// The increments by hand of all regions, and what all of them counted again.
    var handTotal: UInt64 { Region.allCases.reduce(0) { $0 + byHand[$1] } }
    var doubledTotal: UInt64 { Region.allCases.reduce(0) { $0 + doubled[$1] } }
  }

  enum Region: Int, Label {
    case a, b, c

    var name: String { ["A", "B", "C"][rawValue] }
  }

  mutating func scheduleGossip(_ context: inout Context<Shop>) {
    guard context.knobs.gossipMilliseconds > 0 else { return }
    for region in Region.allCases {
      // Spread over the interval: regions have no common clock.
      let phase = Double(region.rawValue + 1) / Double(Region.allCases.count)
      context.schedule(
        .gossip, Slot(region.rawValue), tag: regions.generation,
        after: .milliseconds(context.knobs.gossipMilliseconds * phase))
    }
  }

  /// A region tells another one its vector, in turn.
  mutating func gossip(_ from: Region, _ context: inout Context<Shop>) {
    let to = regions.nextListener(of: from)
    context.count(.gossipSent)
    regions.mail.send(
      regions.message(from: from), from: from.rawValue, to: to.rawValue, code: regions.own(from), &context)
    context.schedule(
      .gossip, Slot(from.rawValue), tag: regions.generation, after: .milliseconds(context.knobs.gossipMilliseconds))
  }

  mutating func receive(_ slot: Slot, _ tag: UInt32, _ context: inout Context<Shop>) {
    guard let letter = regions.mail.receive(slot, tag, context.now) else { return context.count(.gossipLost) }
    let from = Region(rawValue: letter.from)!, to = Region(rawValue: letter.to)!
    context.note(.gossipMerged(from, to, regions.merge(letter.content, into: to)))
  }

  /// Regions that hear each other exchange their vectors twice, which is enough for all to agree.
  mutating func mergeNow(_ context: inout Context<Shop>) {
    for from in Region.allCases + Region.allCases {
      for to in Region.allCases where to != from {
        guard regions.mail.network.connects(from.rawValue, to.rawValue) else { continue }
        _ = regions.merge(regions.message(from: from), into: to)
      }
    }
    context.note(.mergedByHand, cause: context.input)
  }
}
