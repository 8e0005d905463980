import Engine
import LabKit
import Patterns

extension SagaLab {
  /// How an order ends.
  enum Outcome: String, Sendable { case running, completed, undone, halfDone = "HALF DONE" }

  /// One order on its way through the five services.
  struct Order: Sendable {
    /// `number` is what its random draws are keyed by: the arrival's, or one far above for orders run by hand.
    let serial: UInt32, number: UInt64
    /// How it is carried out: the knobs as they were when it began. The name of a transaction tells a repeat to any service.
    let mode: Mode, isIdempotent: Bool, isFlagging: Bool
    /// The row that every service touches for it, and the step that is refused by hand, counted from 1; 0 for none.
    let row: Int, refusedStep: Int, isByHand: Bool, began: Instant
    /// The note that its fate is put down to.
    var cause: NoteID

    /// Once it is over nobody waits for anything any more; stragglers may still be under way.
    var outcome = Outcome.running, isGoingBack = false
    /// Messages about it under way, and requests that services have taken and not answered.
    var underWay = 0, queued = 0
    /// What the orchestrator knows, which a crash wipes, and the coordinator of two-phase commit.
    var saga = Saga(steps: SagaLab.steps), votes = TwoPhaseCommit.Coordinator(participants: SagaLab.steps)
    var branches = [Branch](repeating: Branch(), count: SagaLab.steps)
    var attempts = 0, undone = 0, failedStep = 0
    /// What was sent last and has not been answered yet, and the timer that will repeat it; 0 for none.
    var pending: Message?, timer: UInt32 = 0, sent: UInt32 = 0
    /// Failures of the compensation that is under way.
    var setbacks = 0
    /// Whether it has touched the shared row, what it found there before it wrote, and the row's version afterwards.
    var hasTouched = false, before = 0, version = 0, flaggedAt = Instant.start

    var isOver: Bool { outcome != .running }
    var isUndone: Bool { branches.allSatisfy { $0.inForce == 0 } }
    var inForce: [Int] { branches.map(\.inForce) }
    /// Whether it keeps others from what it has written until it ends.
    var isIsolated: Bool { isFlagging || mode == .twoPhase }

    /// What the service of a step, counted from 1, knows about it.
    subscript(step: Int) -> Branch {
      _read { yield branches[step - 1] }
      _modify { yield &branches[step - 1] }
    }
  }

  /// What a service knows about an order, as a step of a saga and as a participant of two-phase commit.
  struct Branch: Sendable {
    var part = SagaParticipant(), member = TwoPhaseCommit.Participant()
    /// How often the step is in force, apart from what anybody believes.
    var inForce = 0
    var hasWorked: Bool { part.state == .done || part.state == .refused }
  }

  var openOrders: [Slot] { orders.alive.filter { !orders[$0].isOver } }

  /// An order arrives, or a key runs one on the first row: with a number far above, so that the draws of others stay.
  mutating func begin(
    _ arrival: UInt64? = nil, refusing step: Int = 0, key: NoteID = .chance, isTraced: Bool = true,
    _ context: inout Context<Self>
  ) {
    let number = arrival ?? 1 << 40 + ordersByHand, isByHand = arrival == nil
    if isByHand { ordersByHand += 1 }
    var draw = context.draw(Stream.rows, number)
    let row = isByHand ? 0 : draw.below(Self.mostRows) % context.knobs.rows
    let mode = context.knobs.mode, isDown = mode != .choreographed && !coordinator.isUp
    context.count(.ordersOffered)
    guard orders.count < Self.mostOrders, !isDown else {
      context.count(.ordersRefused)
      context.note(isDown ? .refusedDown : .refusedFull, cause: isDown ? coordinator.note : key)
      return
    }
    let serial = UInt32(context.total(.ordersStarted))
    context.count(.ordersStarted)
    let slot = orders.insert(
      Order(
        serial: serial, number: number, mode: mode, isIdempotent: context.knobs.isIdempotent || mode == .twoPhase,
        isFlagging: context.knobs.hasSemanticLock && context.knobs.isSaga, row: row, refusedStep: step,
        isByHand: isByHand, began: context.now, cause: key))
    let wants = isTraced && trace.wants(isByHand: isByHand, at: context.now)
    if wants { trace = Trace(slot: slot, order: orders[slot]) }
    if isByHand { tell(slot, .began(serial, mode, row: row), &context) }
    if mode == .orchestrated { proceed(slot, nil, &context) } else { send(.execute, 1, slot, &context) }
  }

  /// An order is over: nobody waits for anything, and its flag goes.
  mutating func end(_ slot: Slot, _ outcome: Outcome, _ context: inout Context<Self>) {
    guard orders[slot].outcome == .running else { return }
    orders[slot].outcome = outcome
    stopWaiting(slot)
    let serial = orders[slot].serial, began = orders[slot].began, mode = orders[slot].mode
    switch outcome {
    case .running, .completed:
      context.count(.ordersCompleted)
      context.record(.orderTime, context.now - began)
      let sent = Int(orders[slot].sent)
      comparison.add(mode) { ($0.orders, $0.messages) = ($0.orders + 1, $0.messages + sent) }
      tell(slot, .completed(serial), &context)
    case .undone:
      context.count(.ordersUndone)
      tell(slot, .undone(serial, compensations: orders[slot].undone), &context)
    case .halfDone:
      context.count(.ordersHalfDone)
      halfDone.happened("stays half done", to: serial, at: context.now)
      context.reach(.halfDone, "order \(serial) stays half done")
      tell(slot, .halfDone(serial, orders[slot].branches.count { $0.inForce != 0 }), &context)
    }
    // The slot goes to another order from here on.
    if trace.slot == slot { trace = Trace(order: orders[slot], ended: context.now, spans: trace.spans) }
    context.span("order", of: UInt64(serial), "\(outcome.rawValue.lowercased()), \(mode.rawValue)", since: began)
    leaveRow(slot, &context)
    settle(slot, &context)
  }

  mutating func stopWaiting(_ slot: Slot) { (orders[slot].timer, orders[slot].pending) = (0, nil) }

  /// The last straggler of an order that is over has gone: the ledger is closed and the slot is free.
  mutating func settle(_ slot: Slot, _ context: inout Context<Self>) {
    guard orders[slot].underWay == 0, orders[slot].queued == 0, orders[slot].outcome != .running, orders.isAlive(slot)
    else { return }
    checkEnd(slot, &context)
    orders.remove(slot)
  }

  /// Whether an order is told about: the traced one and those that a key began; the others are counted.
  func isTold(_ slot: Slot) -> Bool { orders[slot].isByHand || trace.slot == slot }

  /// Tells what happens to an order, and puts what comes next down to it.
  mutating func tell(_ slot: Slot, _ note: Note, always: Bool = false, _ context: inout Context<Self>) {
    guard isTold(slot) || always else { return }
    let note = context.note(note, cause: orders[slot].cause)
    if isTold(slot) { orders[slot].cause = note }
  }

  /// What became of the traced order, step by step; it stays until the next one is traced.
  struct Trace: Sendable {
    /// Something that took time at one service.
    struct Span: Sendable {
      enum Kind: Sendable { case waiting, working, undoing, holding }
      let step: Int, kind: Kind, began: Instant
      var ended: Instant?, hasFailed = false
    }

    /// Its slot until it is over; the order as it began or ended, nil before the first one.
    var slot: Slot?, order: Order?, ended: Instant?, spans: [Span] = []

    /// Whether an order that begins now should be traced: each by hand, and another a while after the last is over.
    func wants(isByHand: Bool, at now: Instant) -> Bool {
      guard !isByHand, let order else { return true }
      return ended.map { now - $0 > .seconds(order.isByHand ? 15 : 2) } ?? false
    }

    mutating func open(_ kind: Span.Kind, _ slot: Slot, _ step: Int, at now: Instant) {
      guard slot == self.slot else { return }
      // A compensation that is tried for long makes many.
      if spans.count == 96 { spans.removeFirst() }
      spans.append(Span(step: step, kind: kind, began: now))
    }

    /// Ends what is open; a wait that took no time was none.
    mutating func close(_ kind: Span.Kind, _ slot: Slot, _ step: Int, at now: Instant, hasFailed: Bool = false) {
      guard slot == self.slot,
        let index = spans.lastIndex(where: { $0.step == step && $0.kind == kind && $0.ended == nil })
      else { return }
      (spans[index].ended, spans[index].hasFailed) = (now, hasFailed)
      if kind == .waiting, spans[index].began == now { spans.remove(at: index) }
    }
  }
}
