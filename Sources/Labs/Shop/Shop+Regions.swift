import Engine
import FirstEdition
import Patterns

extension Shop {
  mutating func scheduleGossip(_ context: inout Context<Shop>) {
    guard knobs.gossipMilliseconds > 0 else { return }
    for region in 0..<Regions.count {
      // Spread over the interval: regions have no common clock.
      let phase = Double(region + 1) / Double(Regions.count)
      context.schedule(.gossip(timer(region)), after: .milliseconds(knobs.gossipMilliseconds * phase))
    }
  }

  private func timer(_ region: Int) -> UInt32 {
    regions.generation &* UInt32(Regions.count) &+ UInt32(region)
  }

  /// A region tells another one its vector, in turn.
  mutating func gossip(_ timer: Int, _ context: inout Context<Shop>) {
    let from = timer % Regions.count
    guard timer / Regions.count == Int(regions.generation) else { return }
    let to = (from + 1 + regions.rounds[from] % (Regions.count - 1)) % Regions.count
    regions.rounds[from] += 1
    context.count(.gossipSent)
    let arrivals = regions.network.send(from: from, to: to, context)
    for due in [arrivals.first, arrivals.second].compactMap({ $0 }) {
      let message = Regions.Message(
        from: from, to: to, counter: regions.counters[from], naive: regions.naive[from])
      context.schedule(.gossipArrives(regions.messages.insert(message)), at: due)
    }
    context.schedule(.gossip(UInt32(timer)), after: .milliseconds(knobs.gossipMilliseconds))
  }

  mutating func receive(_ slot: UInt32, _ context: inout Context<Shop>) {
    let message = regions.messages[slot]
    regions.messages.remove(slot)
    guard regions.network.connects(message.from, message.to) else { return context.count(.gossipLost) }
    let changed = regions.merge(message)
    context.note(.gossipMerged(message.from, message.to, changed))
  }

  /// Every region that is cut off is on a side of its own.
  mutating func partitionRegions() {
    for (region, fault) in [Action.partitionA, .partitionB, .partitionC].enumerated() {
      regions.network.move(region, toSide: faults.isOn(fault) ? region + 1 : 0)
    }
  }

  mutating func increment(_ region: Int, _ context: inout Context<Shop>) {
    regions.increment(region)
    context.count(.counterByHand)
  }

  /// Regions that hear each other exchange their vectors twice, which is enough for all to agree.
  mutating func mergeNow(_ context: inout Context<Shop>) {
    for _ in 0..<2 {
      for from in 0..<Regions.count {
        for to in 0..<Regions.count where to != from && regions.network.connects(from, to) {
          let message = Regions.Message(
            from: from, to: to, counter: regions.counters[from], naive: regions.naive[from])
          _ = regions.merge(message)
        }
      }
    }
    context.note(.mergedByHand, cause: context.input)
  }
}
