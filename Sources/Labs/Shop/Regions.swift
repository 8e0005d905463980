import Engine
import FirstEdition
import Patterns

/// Three regions that count confirmed orders, each on its own position of a G-Counter.
struct Regions: Sendable {
  static let count = 3
  static let names = ["A", "B", "C"]

  /// What a region tells another one.
  struct Message: Sendable {
    let from: Int, to: Int
    let counter: GCounter
    let naive: UInt64
  }

  private(set) var counters = [GCounter](repeating: GCounter(replicas: count), count: count)
  /// What a plain number would say on the same messages: it is overwritten by what it hears.
  private(set) var naive = [UInt64](repeating: 0, count: count)
  private(set) var consumed = [UInt64](repeating: 0, count: count)
  private(set) var byHand = [UInt64](repeating: 0, count: count)
  /// How often a region's vector grew by a merge.
  private(set) var merges = 0
  var network = Network(nodes: count, delay: .exponential(mean: .milliseconds(40)), stream: .gossip)
  var messages = Slab<Message>()
  /// How many rounds of gossip each region began; it talks to the others in turn.
  var rounds = [Int](repeating: 0, count: count)
  /// Which gossip timers are valid; turning the knob begins new ones.
  var generation: UInt32 = 0
  /// The rows that the consumers wrote when they counted, in one database for all of them: orders by serial.
  var inbox = SerialSet()
  /// The orders that are counted, and those counted under the inbox: what is true, whatever the inbox says.
  private var counted = SerialSet()
  private var protected = SerialSet()
  /// What every region counted again because nobody recognised the repeat.
  private(set) var doubled = [UInt64](repeating: 0, count: count)
  /// How many different orders are counted.
  var countedOrders: Int { counted.count }

  /// Counts an order, whether it was counted before or not; says whether it was, under the inbox.
  mutating func count(_ serial: UInt32, in region: Int, isProtected: Bool) -> Bool {
    let wasProtected = protected.contains(serial)
    if isProtected { _ = protected.insert(serial) }
    if counted.insert(serial) { consumed[region] += 1 } else { doubled[region] += 1 }
    counters[region].increment(region)
    naive[region] += 1
    return wasProtected
  }

  func hasCounted(_ serial: UInt32) -> Bool { counted.contains(serial) }

  mutating func increment(_ region: Int) {
    byHand[region] += 1
    counters[region].increment(region)
    naive[region] += 1
  }

  mutating func merge(_ message: Message) -> Int {
    naive[message.to] = message.naive
    let changed = counters[message.to].merge(message.counter)
    if changed > 0 { merges += 1 }
    return changed
  }

  /// What a region shows.
  func value(_ region: Int, isNaive: Bool) -> UInt64 { isNaive ? naive[region] : counters[region].value }

  func agree(isNaive: Bool) -> Bool {
    (1..<Regions.count).allSatisfy {
      isNaive ? naive[$0] == naive[0] : counters[$0].vector == counters[0].vector
    }
  }

  /// The sum of what every region counted itself: what all will agree on.
  var total: UInt64 { (0..<Regions.count).reduce(0) { $0 + counters[$1][$1] } }
}
