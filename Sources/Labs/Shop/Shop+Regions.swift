import Engine
import LabKit
import Patterns

extension Shop {
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
    let arrivals = regions.network.send(
      from: from.rawValue, to: to.rawValue, now: context.now, seed: context.seed)
    for due in [arrivals.first, arrivals.second].compactMap({ $0 }) {
      context.schedule(.gossipArrives, regions.messages.insert(regions.message(from: from, to: to)), at: due)
    }
    context.schedule(
      .gossip, Slot(from.rawValue), tag: regions.generation,
      after: .milliseconds(context.knobs.gossipMilliseconds))
  }

  mutating func receive(_ slot: Slot, _ context: inout Context<Shop>) {
    let message = regions.messages[slot]
    regions.messages.remove(slot)
    guard regions.network.connects(message.from.rawValue, message.to.rawValue) else {
      return context.count(.gossipLost)
    }
    let changed = regions.merge(message)
    context.note(.gossipMerged(message.from, message.to, changed))
  }

  /// Regions that hear each other exchange their vectors twice, which is enough for all to agree.
  mutating func mergeNow(_ context: inout Context<Shop>) {
    for _ in 0..<2 {
      for from in Region.allCases {
        for to in Region.allCases where to != from && regions.network.connects(from.rawValue, to.rawValue) {
          _ = regions.merge(regions.message(from: from, to: to))
        }
      }
    }
    context.note(.mergedByHand, cause: context.input)
  }
}
