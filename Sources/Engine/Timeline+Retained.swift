/// What is kept of a run to come back to, by count, so that a bound on memory can be tested without measuring any.
public struct Retained: Equatable, Sendable {
  /// Snapshots, each counted once, however many branches share it.
  public let checkpoints: Int
  /// Readings of meters over time in all of them and in the present, each counted once.
  public let readings: Int
}

extension Timeline {
  /// What is kept of this run. Complexity: all of it.
  public var retained: Retained {
    let kept = branches.flatMap(\.checkpoints)
    var snapshots: Set<ObjectIdentifier> = []
    var segments: [Int: Int] = [:]
    for checkpoint in kept where snapshots.insert(ObjectIdentifier(checkpoint)).inserted {
      for segment in checkpoint.head.simulation.history.segmentSizes {
        segments[segment.place] = segment.readings
      }
    }
    for segment in head.simulation.history.segmentSizes { segments[segment.place] = segment.readings }
    return Retained(checkpoints: snapshots.count, readings: segments.values.reduce(0, +))
  }
}
