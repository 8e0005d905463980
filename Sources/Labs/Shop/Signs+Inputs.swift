import Engine
import FirstEdition

extension Signs {
  /// Remembers which knobs an input turned.
  mutating func remember(_ before: Shop.Knobs, _ after: Shop.Knobs, _ input: NoteID) {
    let isOffered =
      before.traffic != after.traffic || before.shareP0 != after.shareP0 || before.shareP2 != after.shareP2
    if isOffered || before.capacity != after.capacity || before.threshold != after.threshold
      || before.hasShedding != after.hasShedding || before.hasBulkheads != after.hasBulkheads
    {
      load = input
    }
    if isOffered || before.consumers != after.consumers || before.pollSize != after.pollSize
      || before.recordMilliseconds != after.recordMilliseconds || before.highWater != after.highWater
      || before.hasBackpressure != after.hasBackpressure
    {
      lag = input
    }
    if before.gossipMilliseconds != after.gossipMilliseconds { regions = input }
  }

  /// Remembers what an action changed.
  mutating func remember(_ action: Shop.Action, _ input: NoteID) {
    switch action {
    case .burst: (load, lag) = (input, input)
    case .capacityHalves: load = input
    case .consumersSlow, .brokerDown: lag = input
    case .partitionA, .partitionB, .partitionC, .mergeNow: regions = input
    default: break
    }
  }
}
