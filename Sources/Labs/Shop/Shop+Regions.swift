import Engine
import LabKit
import Patterns

extension Shop {
  enum Region: Int, Label {
    case a, b, c

    var name: String { ["A", "B", "C"][rawValue] }
  }

  /// Three regions that count confirmed orders, each on its own position of a G-Counter.
  struct Regions: Sendable {
    /// What a region knows and tells others: the pattern, and a plain number on the same messages, which is overwritten
    /// by what it hears.
    struct Count: Sendable {
      fileprivate(set) var counter = GCounter(replicas: Region.allCases.count), naive: UInt64 = 0

      /// Hears what another one told; gives how many positions were larger.
      fileprivate mutating func merge(_ heard: Count) -> Int {
        naive = heard.naive
        return counter.merge(heard.counter)
      }

      func value(isNaive: Bool) -> UInt64 { isNaive ? naive : counter.value }
    }

    fileprivate(set) var counts = Each<Region, Count>(repeating: Count())
    /// Which positions of a region's vector the newest merge raised, as bits, and when that was.
    private var raised = Each<Region, (positions: UInt8, at: Instant)>(repeating: (0, .start))
    /// How often every region counted: orders, some again because nobody recognised the repeat, and by hand.
    private(set) var increments = Each<Region, UInt64>(repeating: 0)
    var mail = Mail<Shop, Count>(.gossipArrives, nodes: Region.allCases.count, stream: Stream.gossip, remembered: 1)
    fileprivate var rounds = Each<Region, Int>(repeating: 0)
    /// Which gossip timers are valid; turning the knob begins new ones.
    var generation: UInt32 = 0

    mutating func increment(_ region: Region) {
      increments[region] += 1
      counts[region].counter.increment(region.rawValue)
      counts[region].naive += 1
    }

    /// A region hears what another one told; gives how many positions were larger.
    fileprivate mutating func merge(_ heard: Count, into region: Region, at now: Instant) -> Int {
      let before = counts[region].counter, larger = counts[region].merge(heard)
      for position in Region.allCases where counts[region].counter[position.rawValue] > before[position.rawValue] {
        if raised[region].at != now { raised[region] = (0, now) }
        raised[region].positions |= 1 << UInt8(position.rawValue)
      }
      return larger
    }

    /// Whether a merge has just raised a position of a region's vector.
    func hasRaised(_ position: Region, of region: Region, at now: Instant) -> Bool {
      let (positions, at) = raised[region]
      return positions & 1 << UInt8(position.rawValue) != 0 && now - at < .milliseconds(300)
    }

    /// Whether a merge raised a position of a region's vector less than a blink ago.
    func hasJustMerged(_ region: Region, at now: Instant) -> Bool {
      raised[region].positions != 0 && now - raised[region].at < .milliseconds(20)
    }

    /// A region's own position, which only it raises.
    func own(_ region: Region) -> UInt64 { counts[region].counter[region.rawValue] }

    /// The sum of what every region counted itself: what all will agree on.
    var total: UInt64 { Region.allCases.reduce(0) { $0 + own($1) } }
    var highestNaive: UInt64 { Region.allCases.map { counts[$0].naive }.max()! }

    func spread(isNaive: Bool) -> Int {
      let values = Region.allCases.map { counts[$0].value(isNaive: isNaive) }
      return Int(values.max()! - values.min()!)
    }

    func agree(isNaive: Bool) -> Bool {
      isNaive ? spread(isNaive: true) == 0 : Region.allCases.allSatisfy { counts[$0].counter == counts[.a].counter }
    }
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

  mutating func gossip(_ from: Region, _ context: inout Context<Shop>) {
    // It talks to the others in turn.
    let to = (from.rawValue + 1 + regions.rounds[from] % 2) % Region.allCases.count
    regions.rounds[from] += 1
    context.count(.gossipSent)
    regions.mail.send(regions.counts[from], from: from.rawValue, to: to, code: regions.own(from), &context)
    context.schedule(
      .gossip, Slot(from.rawValue), tag: regions.generation, after: .milliseconds(context.knobs.gossipMilliseconds))
  }

  mutating func receive(_ slot: Slot, _ tag: UInt32, _ context: inout Context<Shop>) {
    guard let letter = regions.mail.receive(slot, tag, context.now) else { return context.count(.gossipLost) }
    let from = Region(rawValue: letter.from)!, to = Region(rawValue: letter.to)!
    context.note(.gossipMerged(from, to, regions.merge(letter.content, into: to, at: context.now)))
  }

  /// Regions that hear each other exchange their vectors twice, which is enough for all to agree.
  mutating func mergeNow(_ context: inout Context<Shop>) {
    for from in Region.allCases + Region.allCases {
      for to in Region.allCases where to != from {
        guard regions.mail.network.connects(from.rawValue, to.rawValue) else { continue }
        _ = regions.merge(regions.counts[from], into: to, at: context.now)
      }
    }
    context.note(.mergedByHand, cause: context.input)
  }

  /// One consumer of the log: it pulls when it is ready, so it is never given more than it asked for.
  struct Consumer: Sendable {
    /// The partition whose records it has in its hands.
    var partition: Int?
    /// Where it looks first next time, so that its partitions take turns.
    var next = 0
  }

  /// A consumer asks its partitions for records. Those beyond the knob idle: there are fewer members in the group.
  mutating func poll(_ consumer: Int, _ context: inout Context<Shop>) {
    guard consumer < context.knobs.consumers, let partition = nextPartition(consumer, of: context.knobs.consumers)
    else { return context.schedule(.consumerPolls, Slot(consumer), after: Shop.pollInterval) }
    let count = log.take(context.knobs.pollSize, from: partition)
    consumers[consumer].partition = partition
    consumers[consumer].next = partition + 1
    let offset = log.partitions[partition].committed
    var draw = context.draw(Stream.consuming, partition, attempt: offset)
    let slowness = context.isOn(.consumersSlow) ? 20.0 : 1
    let each = Interval.milliseconds(context.knobs.recordMilliseconds * slowness)
    // Each record varies by a fifth, a batch of n by a fifth of the root of n.
    let spread = 1 + 0.2 / Double(count).squareRoot() * draw.normal()
    context.schedule(.consumerDone, Slot(consumer), after: each * (Double(count) * max(0.2, spread)))
  }

  /// The partitions are dealt out round: partition p belongs to consumer p modulo the consumers there are. One that
  /// is still in another consumer's hands after a rebalance is left alone until that batch is committed.
  private mutating func nextPartition(_ consumer: Int, of count: Int) -> Int? {
    let first = consumers[consumer].next
    for step in 0..<Shop.partitionCount {
      let partition = (first + step) % Shop.partitionCount
      if partition % count == consumer, log.partitions[partition].isWaiting { return partition }
    }
    return nil
  }

  /// A batch is processed: its orders are counted where the consumer is, and its offsets committed.
  mutating func commit(_ consumer: Int, _ context: inout Context<Shop>) {
    guard let partition = consumers[consumer].partition else { return }
    let region = Region(rawValue: consumer % Region.allCases.count)!
    let offsets = log.partitions[partition].hands
    for offset in offsets {
      if let serial = log.partitions[partition].records[offset] { count(serial, in: region, &context) }
    }
    context.count(.queueConsumed, offsets.count)
    context.note(.batchConsumed(consumer, offsets.count))
    log.commit(partition)
    consumers[consumer].partition = nil
    poll(consumer, &context)
  }

  /// The effect of an order's event: it is counted, and its row goes into the inbox in the same transaction.
  private mutating func count(_ serial: UInt32, in region: Region, _ context: inout Context<Shop>) {
    let fate = orders.fates[Int(serial)], hasInbox = context.knobs.hasInbox
    if fate.contains(.counted) { context.count(.queueDuplicates) }
    if hasInbox && !orders.fates[Int(serial)].insert(.inInbox).inserted {
      context.note(.duplicateSkipped(serial), cause: symptoms.trouble)
      return
    }
    context.check(
      .onceWithInbox, !(hasInbox && fate.contains(.underInbox)),
      "order \(serial) is counted again by region \(region.name)")
    orders.fates[Int(serial)].formUnion(hasInbox ? [.counted, .underInbox] : .counted)
    regions.increment(region)
    if fate.contains(.counted) {
      context.count(.counterDoubled)
      countedAgain.happened("came again and counted again", to: serial, at: context.now)
      context.reach(.doubledEffect, "order \(serial)")
      context.note(.countedTwice(serial, isFirst: !symptoms.hasToldTwice), cause: symptoms.trouble)
      symptoms.hasToldTwice = true
    } else {
      orders.counted += 1
      context.note(.orderCounted(serial, region))
    }
    let now = context.now
    tellTraced(CollectionOfOne(serial), { .rowCounted($0, by: region) }, &context) { event in
      event.counted += 1
      if event.counting == nil { (event.region, event.counting) = (region, now) }
    }
  }
}
