import Engine
import LabKit
import Patterns

/// An order's way through its saga, and what is kept of the traced one.
extension Shop {
  struct Orders: Sendable {
    struct Fate: OptionSet, Sendable {
      let rawValue: UInt8

      /// A relay has brought it to the log; it has a row in the inbox; it is counted, and that under the inbox.
      static let published = Fate(rawValue: 1), inInbox = Fate(rawValue: 2)
      static let counted = Fate(rawValue: 4), underInbox = Fate(rawValue: 8)
    }

    /// By the orders' numbers: what is true, whatever the outbox says. In shared segments, so that a copy costs little.
    var fates = SegmentedLog<Fate>()
    /// Those on their way forward and back, and those that are counted.
    var running = 0, compensating = 0, counted = 0
    var byHand: UInt64 = 0
    /// The note of the input that asks for the next one of the traffic to be followed; nil when none does.
    var wanted: NoteID?
    /// Whether an order ever began with the saga off.
    var hadNoSaga = false
  }

  /// A key runs an order: admitted like every P0, and traced.
  mutating func orderByHand(refusedStep: UInt8, _ context: inout Context<Shop>) {
    // Numbers far above those of the traffic, so that the draws of the traffic stay what they are.
    var request = Request(number: 1 << 40 + orders.byHand, kind: .p0, arrived: context.now)
    orders.byHand += 1
    context.count(.offered, Class.p0)
    request.refusedStep = refusedStep
    request.isTraced = true
    request.cause = context.input
    admit(request, &context)
  }

  mutating func beginOrder(_ slot: Slot, _ context: inout Context<Shop>) {
    requests[slot].serial = UInt32(orders.fates.endIndex)
    orders.fates.append([])
    requests[slot].hasSaga = context.knobs.hasSaga
    if !context.knobs.hasSaga { orders.hadNoSaga = true }
    orders.running += 1
    context.count(.ordersStarted)
    if !requests[slot].isTraced, trace.givesWay(toFailed: false, at: context.now) {
      // Of the first of all is told as well.
      requests[slot].isTraced = trace.request == nil
      trace = Trace(requests[slot], isChosen: false)
    }
    trace.begin(requests[slot], at: context.now)
    follow(requests[slot].saga.start(), slot, &context)
  }

  mutating func follow(_ command: Saga.Command?, _ slot: Slot, _ context: inout Context<Shop>) {
    switch command {
    case .execute(let step): beginCall(slot, step, undoes: false, &context)
    case .compensate(let step):
      // It must be the latest step that is still done.
      let done = requests[slot].doneSteps
      context.check(
        .sagaReverse, done >> UInt8(step - 1) == 1, "order \(requests[slot].serial): step \(step) of \(done)")
      beginCall(slot, step, undoes: true, &context)
    case .retryCompensation(let step): waitToCompensate(slot, step, &context)
    case .complete: confirm(slot, &context)
    case .fail:
      context.check(.sagaReverse, requests[slot].doneSteps == 0, "order \(requests[slot].serial) ends with steps left")
      orders.compensating -= 1
      context.reach(.sagaCompensates)
      tell(slot, &context) { .orderCompensated($0) }
      context.count(.ordersCompensated)
      end(slot, .compensated, &context)
    case nil:
      context.check(.sagaState, false, "order \(requests[slot].serial): a reply that its saga does not wait for")
    }
  }

  /// A step, or what undoes one, came back for good: the saga moves on, turns back, or waits.
  mutating func finish(_ slot: Slot, hasSucceeded: Bool, _ context: inout Context<Shop>) {
    let service = requests[slot].call.service, step = service.rawValue + 1
    if hasSucceeded, !requests[slot].call.undoes {
      requests[slot].began[service.rawValue] = requests[slot].call.began.nanoseconds
      requests[slot].ended[service.rawValue] = context.now.nanoseconds
    }
    trace.end(requests[slot].serial, hasFailed: !hasSucceeded, at: context.now)
    switch (requests[slot].call.undoes, hasSucceeded) {
    case (false, true):
      requests[slot].doneSteps |= 1 << UInt8(step - 1)
      tell(slot, &context) { .stepDone($0, service) }
      follow(requests[slot].saga.handle(.stepSucceeded(step)), slot, &context)
    case (false, false): fail(slot, service, &context)
    case (true, true):
      requests[slot].doneSteps &= ~(1 << UInt8(step - 1))
      requests[slot].setbacks = 0
      context.count(.sagaCompensations)
      follow(requests[slot].saga.handle(.compensationSucceeded(step)), slot, &context)
    case (true, false): follow(requests[slot].saga.handle(.compensationFailed(step)), slot, &context)
    }
  }

  /// An order fails at a step; with the saga off it stays half done.
  private mutating func fail(_ slot: Slot, _ service: Service, _ context: inout Context<Shop>) {
    let serial = requests[slot].serial
    context.count(.sagaFailures)
    if serial != trace.serial, trace.givesWay(toFailed: true, at: context.now) {
      trace = Trace(failed: requests[slot])
    }
    trace.refuse(serial, requests[slot].call, at: context.now)
    requests[slot].cause = context.note(
      .orderFails(serial, service, isTraced: requests[slot].isTraced), cause: requests[slot].cause)
    orders.running -= 1
    // The client has its refusal; what is undone from here on holds no permit of the gateway.
    leavePool(slot, &context)
    if requests[slot].hasSaga {
      orders.compensating += 1
      return follow(requests[slot].saga.handle(.stepFailed(service.rawValue + 1)), slot, &context)
    }
    let left = requests[slot].doneSteps.nonzeroBitCount
    context.count(left > 0 ? .ordersStranded : .ordersCompensated)
    if left > 0 { context.note(.orderStranded(serial, left), cause: requests[slot].cause) }
    end(slot, left > 0 ? .stranded : .compensated, &context)
  }

  /// All four steps are done: order row and outbox row commit together.
  private mutating func confirm(_ slot: Slot, _ context: inout Context<Shop>) {
    orders.running -= 1
    context.count(.ordersConfirmed)
    if context.knobs.hasSidecars && context.isOn(.controlPlaneDown) { context.reach(.dataPlaneGoesOn) }
    let hasRow = context.knobs.hasOutbox
    tell(slot, &context) { .orderConfirmed($0, hasRow: hasRow) }
    publishOrder(slot, &context)
    let isInTime = answer(slot, &context)
    trace.answer(requests[slot].serial, isInTime: isInTime)
    leavePool(slot, &context)
    end(slot, .confirmed, &context)
  }

  private mutating func end(_ slot: Slot, _ outcome: Trace.Outcome, _ context: inout Context<Shop>) {
    let serial = requests[slot].serial
    trace.finish(serial, outcome, at: context.now)
    context.span("order", of: UInt64(serial), outcome.rawValue, since: requests[slot].arrived)
    requests.remove(slot)
  }

  /// A compensation must succeed in the end: it waits and tries again, an open breaker included.
  private mutating func waitToCompensate(_ slot: Slot, _ step: Int, _ context: inout Context<Shop>) {
    requests[slot].setbacks &+= 1
    let setbacks = Int(requests[slot].setbacks)
    var draw = context.draw(Stream.backoff, requests[slot].number, attempt: 1000 * step + setbacks)
    let policy = RetryPolicy(.equalJitter(first: .milliseconds(200), coefficient: 2, cap: .seconds(5)))
    let delay = policy.delay(afterFailure: setbacks, uniform: draw.uniform()) ?? .seconds(5)
    tell(slot, &context) { .compensationWaits($0, Service(step: step)) }
    context.schedule(.compensateAgain, slot, after: Interval(delay))
  }

  /// Tells what happens to the traced order, by its number; the others are counted.
  mutating func tell(_ slot: Slot, _ context: inout Context<Shop>, _ note: (UInt32) -> Note) {
    guard requests[slot].isTraced else { return }
    requests[slot].cause = context.note(note(requests[slot].serial), cause: requests[slot].cause)
  }

  /// What became of the traced order, call by call; it stays until the next one is traced.
  struct Trace: Sendable {
    struct Attempt: Sendable {
      let call: Request.Call
      var ended: Instant?
      var hasFailed = false
    }

    enum Outcome: String, Sendable { case running, confirmed, compensating, compensated, stranded, refused }

    /// What became of the order's event, from the commit to its being counted.
    struct Event: Sendable {
      /// The event's row in the outbox; nil when the order was committed without one.
      let row: Outbox.Table.Row?
      /// The relay that has the row locked, counted from 0, and the one that had it last.
      var relay: Int? { didSet { publisher = relay ?? publisher } }
      private(set) var publisher: Int?
      /// How often it was published, and how often it was counted.
      var published = 0, counted = 0
      var isLost = false
      /// Where in the log it is, and who counted it.
      var partition = 0, offset = 0, region = Region.a
      /// When it was locked, published, marked and counted, the first time; nil as long as it was not.
      var locked: Instant?, landed: Instant?, marked: Instant?, counting: Instant?
      var note: NoteID
    }

    /// The request as it was when it was seen last; nil before there was any.
    private(set) var request: Request?
    /// The order's number; nil until its saga begins, which is when it `began`.
    private(set) var serial: UInt32?, began: Instant = .start
    /// Whether a person asked for it; such a one stays until it is let go.
    var isChosen = false
    private(set) var ended: Instant?, outcome = Outcome.running
    /// Why it was turned away before that; nil when it was not.
    private(set) var refusal: String?
    /// Whether its client still waited for the answer; nil as long as there is none.
    private(set) var isInTime: Bool?
    /// The newest ones; a compensation that waits for long makes many.
    private(set) var attempts = Recent<Attempt>(64)
    /// What became of its event; nil until it is confirmed.
    private(set) var event: Event?

    /// Whether a key chose it and its fate is not known.
    var isUnderWay: Bool {
      guard isChosen, request != nil else { return false }
      guard ended != nil else { return true }
      return event.map { !$0.isLost && $0.counted == 0 } ?? false
    }

    init() {}

    init(_ request: Request, isChosen: Bool = true) {
      (self.request, began, self.isChosen) = (request, request.arrived, isChosen)
    }

    /// The order of a request whose last step has just failed, or whose event is lost, with the steps that it had done.
    init(failed request: Request) {
      self.init(request, isChosen: false)
      serial = request.serial
      for service in Service.allCases where request.doneSteps & 1 << UInt8(service.rawValue) != 0 {
        var call = Request.Call(service: service)
        call.began = Instant(nanoseconds: request.began[service.rawValue])
        attempts.append(Attempt(call: call, ended: Instant(nanoseconds: request.ended[service.rawValue])))
      }
    }

    /// Sees how far a request has come, if it is the one.
    mutating func look(at request: Request) {
      if request.number == self.request?.number { self.request = request }
    }

    /// The order's saga begins.
    mutating func begin(_ request: Request, at now: Instant) {
      guard request.number == self.request?.number else { return }
      (self.request, serial, began) = (request, request.serial, now)
    }

    /// It is turned away before that.
    mutating func refuse(_ request: Request, _ reason: String, at now: Instant) {
      guard request.number == self.request?.number else { return }
      (self.request, refusal, outcome, ended) = (request, reason, .refused, now)
    }

    mutating func answer(_ serial: UInt32, isInTime: Bool) {
      if serial == self.serial { self.isInTime = isInTime }
    }

    /// Whether another order may take its place: one that failed before one that did not, and each is seen for a while.
    func givesWay(toFailed: Bool, at now: Instant) -> Bool {
      guard !isChosen else { return false }
      guard request != nil else { return true }
      if outcome == .confirmed || outcome == .running, toFailed { return true }
      guard let ended else { return false }
      return toFailed ? now - ended >= .seconds(2) : outcome == .confirmed && now - ended >= .seconds(5)
    }

    /// A step failed for good; a call that never went out, because a breaker or a pool refused it, is seen as well.
    mutating func refuse(_ serial: UInt32, _ call: Request.Call, at now: Instant) {
      guard serial == self.serial, call.refusal != nil || attempts.last?.hasFailed != true else { return }
      var call = call
      if call.refusal != nil || call.began == .start { call.began = now }
      attempts.append(Attempt(call: call, ended: now, hasFailed: true))
    }

    mutating func attempt(_ serial: UInt32, _ call: Request.Call) {
      guard serial == self.serial else { return }
      if call.undoes { outcome = .compensating }
      attempts.append(Attempt(call: call))
    }

    /// The attempt that is under way ended; without one, the call was refused before it went out.
    mutating func end(_ serial: UInt32, hasFailed: Bool, at now: Instant) {
      guard serial == self.serial, attempts.last?.ended == nil else { return }
      attempts.last?.ended = now
      attempts.last?.hasFailed = hasFailed
    }

    mutating func finish(_ serial: UInt32, _ outcome: Outcome, at now: Instant) {
      if serial == self.serial { (self.outcome, ended) = (outcome, now) }
    }

    /// The order is committed, with its row or without one; `note` told of it.
    mutating func commit(_ serial: UInt32, row: Outbox.Table.Row?, note: NoteID) {
      if serial == self.serial { event = Event(row: row, note: note) }
    }

    /// Changes the traced order's event if it is one of these; gives the order then.
    @discardableResult mutating func change(
      anyOf serials: some Sequence<UInt32>, _ change: (inout Event) -> Void
    ) -> UInt32? {
      guard let serial, event != nil, serials.contains(serial) else { return nil }
      change(&event!)
      return serial
    }
  }
}
