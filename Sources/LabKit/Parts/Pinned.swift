import Engine

/// The newest thing of a kind to which something happened that should not, such as an order that was lost, and what
/// became of it; kept until the next one.
///
/// At full traffic one follows the other faster than anybody reads: each stays for a second at least.
public struct Pinned: Sendable {
  /// Something that happened to it.
  struct Step: Sendable { let at: Instant, what: String }

  /// Its number; nil before there was one.
  public private(set) var number: UInt64?
  /// What happened to it, the first thing first.
  private(set) var steps: [Step] = []

  /// Nothing so far.
  public init() {}

  /// Something happened to this one, which from now on is the one to be looked at; false where the one before has not
  /// stayed long enough.
  @discardableResult
  public mutating func happened(
    _ what: @autoclosure () -> String, to number: some BinaryInteger, at now: Instant
  ) -> Bool {
    guard steps.first.map({ now - $0.at >= .seconds(1) }) ?? true else { return false }
    self.number = UInt64(truncatingIfNeeded: number)
    steps = [Step(at: now, what: what())]
    return true
  }

  /// Something more happened to this one, if it is the one that is looked at.
  public mutating func went(on what: @autoclosure () -> String, _ number: some BinaryInteger, at now: Instant) {
    guard self.number == UInt64(truncatingIfNeeded: number) else { return }
    // What became of it last is what matters.
    if steps.count == Self.most { steps.removeLast() }
    steps.append(Step(at: now, what: what()))
  }

  /// How much is kept of one.
  private static let most = 4
}
