import Engine
import Grid
import LabKit

extension Shop {
  /// One order from its arrival to the region that counts it, or to where it ends before.
  static let followPanel = Panel<Shop>(
    "One order",
    reading: """
      One order, stop by stop; its fate stands above. x takes the next of the traffic, F the newest that failed, \
      1 to 4 one that fails at that step.
      """, topics: [Topic.saga], actions: [.followNext, .followFailures], minimumWidth: 34, minimumHeight: 8,
    isOnDemand: true,
    [.journey(none: "No order yet. x takes the next one of the traffic, F the next one that fails.") { journey($0) }],
    status: { view in
      if view.lab.orders.wanted != nil { return "follows the next" }
      guard view.lab.trace.request != nil else { return "no order yet" }
      return view.lab.trace.isChosen ? "F lets go" : "follows failures"
    })

  private static func journey(_ view: View<Shop>) -> Journey? {
    let trace = view.lab.trace
    guard let request = trace.request else { return nil }
    let title = trace.serial.map { "Order \($0)" } ?? "Request \(request.number)"
    return Journey(
      title, from: request.arrived,
      beforeSaga(request, trace, view.context.knobs) + trace.attempts.all.map(call) + answer(trace) + event(trace),
      fate: trace.fate)
  }

  /// Through the shedder and the gateway into a pool.
  private static func beforeSaga(_ request: Request, _ trace: Trace, _ knobs: Knobs) -> [Journey.Stop] {
    let isTaken = request.taken > .start, isLeft = request.left > .start, isIn = request.entered > .start
    var stops = [
      Journey.Stop(
        "shedder", knobs.hasShedding ? "P0 is never shed" : "off: all get in", .good,
        at: request.arrived)
    ]
    if let reason = trace.refusal {
      let words = "refused: \(reason)", at = trace.ended ?? request.arrived
      guard isLeft else { return stops + [Journey.Stop("gateway", words, .bad, from: request.arrived, to: at)] }
      stops.append(Journey.Stop("gateway", "served", .good, from: request.arrived, to: request.left))
      return stops + [Journey.Stop("pool", words, .bad, from: request.left, to: at)]
    }
    let waited = Figure.milliseconds(((isTaken ? request.taken : request.arrived) - request.arrived).milliseconds)
    stops.append(
      Journey.Stop(
        "gateway", isTaken ? "waited \(waited)" : "waits for a server", isLeft ? .good : .underWay,
        from: request.arrived, to: isLeft ? request.left : nil))
    guard isLeft else { return stops }
    let pool = request.pool.name
    return stops + [
      Journey.Stop(
        "pool", isIn ? "a permit of \(pool)" : "waits for a permit of \(pool)", isIn ? .good : .underWay,
        from: request.left, to: isIn ? request.entered : nil)
    ]
  }

  /// A step of the saga, or what undoes one: each attempt.
  private static func call(_ attempt: Trace.Attempt) -> Journey.Stop {
    let call = attempt.call, number = call.attempt > 1 ? ", attempt \(call.attempt)" : ""
    return Journey.Stop(
      call.service.name, (attempt.hasFailed ? attempt.failure : call.service.words(undoes: call.undoes)) + number,
      attempt.hasFailed ? .bad : attempt.ended == nil ? .underWay : call.undoes ? .undone : .good, from: call.began,
      to: attempt.ended)
  }

  private static func answer(_ trace: Trace) -> [Journey.Stop] {
    guard let at = trace.ended, let isInTime = trace.isInTime else { return [] }
    let words = isInTime ? "answered in time" : "too late: it gave up"
    return [Journey.Stop("client", words, isInTime ? .good : .bad, at: at)]
  }

  /// From the commit to the region that counts it.
  private static func event(_ trace: Trace) -> [Journey.Stop] {
    guard let event = trace.event, let committed = trace.ended else { return [] }
    var stops: [Journey.Stop] = []
    if event.row != nil {
      let isLocked = event.locked != nil
      stops.append(
        Journey.Stop(
          "outbox", "row committed with it", isLocked ? .good : .underWay, from: committed, to: event.locked))
    } else {
      stops.append(
        Journey.Stop(
          "publish", event.isLost ? "never written: LOST" : "no row: second write",
          event.isLost ? .bad : .good, at: committed))
    }
    if let locked = event.locked {
      let relay = "relay \((event.publisher ?? 0) + 1)"
      let words = event.marked != nil ? "published, row marked" : event.landed != nil ? "published" : "row locked"
      stops.append(
        Journey.Stop(relay, words, event.landed == nil ? .underWay : .good, from: locked, to: event.marked))
    }
    if let landed = event.landed {
      let again = event.published > 1 ? ", ×\(event.published)" : ""
      stops.append(
        Journey.Stop(
          "partition \(event.partition)", "log offset \(event.offset)\(again)",
          event.counting == nil ? .underWay : .good, from: landed, to: event.counting))
    }
    if let counting = event.counting {
      let isTwice = event.counted > 1
      stops.append(
        Journey.Stop(
          "region \(event.region.name)", isTwice ? "counted ×\(event.counted)" : "counted once",
          isTwice ? .bad : .good, at: counting))
    }
    return stops
  }
}

extension Shop.Trace.Attempt {
  /// Why it failed.
  fileprivate var failure: String {
    switch call.refusal {
    case .pool: "pool full"
    case .breaker: "breaker open"
    case nil: call.failure?.words ?? "refused"
    }
  }
}

extension Shop.Trace {
  /// What becomes of the order, as far as that is known.
  fileprivate var fate: (words: String, outcome: Journey.Outcome) {
    switch outcome {
    case .running: serial == nil ? ("at the gateway", .underWay) : ("its saga runs", .underWay)
    case .compensating: ("a step failed: what was done is undone", .undone)
    case .compensated: ("failed, and nothing of it is left", .undone)
    case .stranded: ("failed, and what was done stays: charged and forgotten", .bad)
    case .refused: ("refused", .bad)
    case .confirmed: event.map(fate) ?? ("confirmed", .good)
    }
  }

  private func fate(_ event: Event) -> (words: String, outcome: Journey.Outcome) {
    if event.isLost { return ("confirmed, and its event LOST: no region will count it", .bad) }
    if event.counted > 1 { return ("counted \(event.counted) times", .bad) }
    if event.counted == 1 { return ("counted once, by region \(event.region.name)", .good) }
    return event.landed == nil ? ("confirmed, not yet announced", .underWay) : ("announced, not yet counted", .underWay)
  }
}
