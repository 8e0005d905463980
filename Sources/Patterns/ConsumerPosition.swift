/// One consumer's place in one partition: what it polls, when it stores its position, and where it goes on after a crash.
///
/// The order of storing and processing is all there is to delivery semantics (Kafka's documentation, "Message delivery
/// semantics"): stored before processing, a crash loses what was polled and not processed; stored after it, a crash makes
/// what was processed be processed again. Exactly once takes an inbox behind it.
public struct ConsumerPosition: Hashable, Sendable {
  /// When the position is stored.
  public let commit: KafkaConsumerSettings.Commit
  /// The position that is stored: a restart goes on here.
  public internal(set) var committed: Int
  /// The offsets that were polled and are not processed yet.
  public internal(set) var inHand: Range<Int>

  /// A consumer that begins at an offset.
  public init(commit: KafkaConsumerSettings.Commit = .afterProcessing, at offset: Int = 0) {
    self.commit = commit
    committed = offset
    inHand = offset..<offset
  }

  /// Takes up to `most` of the records below `end`, once everything in hand is processed; empty otherwise, as when
  /// `most` is 0 or less. O(1).
  public mutating func poll(_ most: Int, end: Int) -> Range<Int> {
    guard inHand.isEmpty else { return inHand.upperBound..<inHand.upperBound }
    let first = inHand.upperBound
    inHand = first..<max(first, min(end, first.adding(max(0, most))))
    if commit == .beforeProcessing { committed = inHand.upperBound }
    return inHand
  }

  /// Has processed the next record in hand and returns its offset; nil when there is none. O(1).
  ///
  /// With the last one of a poll, the position is stored if it was not before.
  public mutating func process() -> Int? {
    guard let offset = inHand.first else { return nil }
    inHand = offset + 1..<inHand.upperBound
    if inHand.isEmpty { committed = inHand.upperBound }
    return offset
  }

  /// Crashes and comes back: what was in hand is forgotten, and it goes on at the stored position.
  public mutating func restart() { inHand = committed..<committed }
}
