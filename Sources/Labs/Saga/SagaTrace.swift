import Engine
import FirstEdition

extension SagaLab {
  /// What became of the traced order, step by step; it stays until the next one is traced.
  struct Trace: Sendable {
    /// Something that took time at one service.
    struct Span: Sendable {
      enum Kind: Sendable { case waiting, working, undoing, holding }
      enum Result: Sendable { case running, succeeded, failed }
      let step: Int
      let kind: Kind
      let began: Instant
      var ended: Instant?
      var result = Result.running
    }

    /// How an order ends.
    enum Outcome: String, Sendable {
      case running, completed, undone
      case halfDone = "HALF DONE"
    }

    /// More than these are not kept: a compensation that is tried for long makes many.
    static let bound = 96

    private(set) var slot: UInt32?
    private(set) var serial: UInt32?
    private(set) var mode = Mode.orchestrated
    private(set) var row = 0
    private(set) var began: Instant = .start
    private(set) var ended: Instant?
    private(set) var outcome = Outcome.running
    private(set) var spans: [Span] = []
    private var isByHand = false

    /// Whether an order that begins now should be traced: each by hand, and another one when the last is over for a while.
    func wants(_ isByHand: Bool, at now: Instant) -> Bool {
      if isByHand || serial == nil { return true }
      guard let ended else { return false }
      return now - ended > .seconds(self.isByHand ? 15 : 2)
    }

    mutating func begin(
      _ slot: UInt32, _ serial: UInt32, _ mode: Mode, _ row: Int, _ isByHand: Bool, at now: Instant
    ) {
      self = Trace()
      (self.slot, self.serial, self.mode, self.row, self.isByHand, began) = (
        slot, serial, mode, row, isByHand, now
      )
    }

    mutating func wait(_ slot: UInt32, _ step: Int, at now: Instant) { open(slot, step, .waiting, at: now) }

    /// The service begins with a step or with undoing it; a wait for the row is over.
    mutating func begin(_ slot: UInt32, _ step: Int, _ isUndo: Bool, at now: Instant) {
      close(slot, step, .waiting, .succeeded, at: now)
      open(slot, step, isUndo ? .undoing : .working, at: now)
    }

    mutating func end(_ slot: UInt32, _ step: Int, _ result: Span.Result, at now: Instant) {
      close(slot, step, .working, result, at: now)
      close(slot, step, .undoing, result, at: now)
    }

    /// The work is done and the lock stays until the decision.
    mutating func hold(_ slot: UInt32, _ step: Int, at now: Instant) { open(slot, step, .holding, at: now) }

    mutating func letGo(_ slot: UInt32, _ step: Int, at now: Instant) {
      close(slot, step, .holding, .succeeded, at: now)
    }

    mutating func finish(_ slot: UInt32, _ outcome: Outcome, at now: Instant) {
      guard slot == self.slot else { return }
      self.outcome = outcome
      ended = now
      // The slot goes to another order from here on.
      self.slot = nil
    }

    private mutating func open(_ slot: UInt32, _ step: Int, _ kind: Span.Kind, at now: Instant) {
      guard slot == self.slot else { return }
      if spans.count == Trace.bound { spans.removeFirst() }
      spans.append(Span(step: step, kind: kind, began: now))
    }

    private mutating func close(
      _ slot: UInt32, _ step: Int, _ kind: Span.Kind, _ result: Span.Result, at now: Instant
    ) {
      guard slot == self.slot,
        let index = spans.lastIndex(where: { $0.step == step && $0.kind == kind && $0.ended == nil })
      else { return }
      if kind == .waiting, spans[index].began == now {
        spans.remove(at: index)
      } else {
        spans[index].ended = now
        spans[index].result = result
      }
    }
  }
}
