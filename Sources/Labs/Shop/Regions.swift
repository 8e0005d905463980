import Engine
import LabKit
import Patterns

extension Shop {
  /// A region that counts confirmed orders.
  enum Region: Int, Label {
    case a, b, c

    var name: String { ["A", "B", "C"][rawValue] }
  }
}

/// Three regions that count confirmed orders, each on its own position of a G-Counter.
struct Regions: Sendable {
  typealias Region = Shop.Region

  /// What a region tells another one.
  struct Message: Sendable {
    let from: Region, to: Region
    let counter: GCounter
    let naive: UInt64
  }

  private(set) var counters = Each<Region, GCounter>(repeating: GCounter(replicas: 3))
  /// What a plain number would say on the same messages: it is overwritten by what it hears.
  private(set) var naive = Each<Region, UInt64>(repeating: 0)
  private(set) var consumed = Each<Region, UInt64>(repeating: 0)
  private(set) var byHand = Each<Region, UInt64>(repeating: 0)
  /// What every region counted again because nobody recognised the repeat.
  private(set) var doubled = Each<Region, UInt64>(repeating: 0)
  var network = Network(
    nodes: 3, delay: .exponential(mean: .milliseconds(40)), stream: DrawStream(Shop.Stream.gossip))
  var messages = Slab<Message>()
  /// How many rounds of gossip each region began; it talks to the others in turn.
  private var rounds = Each<Region, Int>(repeating: 0)
  /// Which gossip timers are valid; turning the knob begins new ones.
  var generation: UInt32 = 0
  /// The rows that the consumers wrote when they counted, in one database for all of them: orders by serial.
  var inbox = SerialSet()
  /// The orders that are counted, and those counted under the inbox: what is true, whatever the inbox says.
  private var counted = SerialSet()
  private var protected = SerialSet()
  /// How many different orders are counted.
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

  /// What a region tells another one now.
  func message(from: Region, to: Region) -> Message {
    Message(from: from, to: to, counter: counters[from], naive: naive[from])
  }

  mutating func merge(_ message: Message) -> Int {
    naive[message.to] = message.naive
    return counters[message.to].merge(message.counter)
  }

  /// A region's own position, which only it raises.
  func own(_ region: Region) -> UInt64 { counters[region][region.rawValue] }

  /// What a region shows.
  func value(_ region: Region, isNaive: Bool) -> UInt64 { isNaive ? naive[region] : counters[region].value }

  /// The highest less the lowest value that a region shows.
  func spread(isNaive: Bool) -> Int {
    let values = Region.allCases.map { value($0, isNaive: isNaive) }
    return Int(values.max()! - values.min()!)
  }

  func agree(isNaive: Bool) -> Bool {
    Region.allCases.allSatisfy {
      isNaive ? naive[$0] == naive[.a] : counters[$0].vector == counters[.a].vector
    }
  }

  /// The sum of what every region counted itself: what all will agree on.
  var total: UInt64 { Region.allCases.reduce(0) { $0 + own($1) } }
  /// The increments by hand of all regions.
  var handTotal: UInt64 { Region.allCases.reduce(0) { $0 + byHand[$1] } }
  /// What all regions counted again.
  var doubledTotal: UInt64 { Region.allCases.reduce(0) { $0 + doubled[$1] } }
}
