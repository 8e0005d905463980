import Engine
import FirstEdition
import Patterns

/// What is remembered to tell a change of the whole from its fluctuation, and to name its cause.
struct BreakerSigns: Sendable {
  /// The note of the last opening, and of the last time it became half-open.
  var opened: NoteID = .chance
  var halfOpened: NoteID = .chance
  var hasOpened = false
  /// The note of the last fault, healed or not, and of the last knob that was turned.
  var broke: NoteID?
  var turned: NoteID = .chance
  /// The note that said that every thread is taken.
  var crowded: NoteID = .chance
  var isCrowded = false
}

/// The last states and when they began, for a picture of them over time.
struct BreakerSpans: Sendable {
  static let bound = 64
  private(set) var spans: [(state: CircuitBreaker.State, from: Instant)] = [(.closed, .start)]

  mutating func change(to state: CircuitBreaker.State, at now: Instant) {
    spans.append((state, now))
    if spans.count > BreakerSpans.bound { spans.removeFirst() }
  }
}

extension CircuitBreakerLab {
  typealias Signs = BreakerSigns
  typealias StateSpans = BreakerSpans

  /// Whether a thread hangs: in a call that is already a slow one.
  func isHanging(_ slot: UInt32, at now: Instant) -> Bool {
    requests[slot].phase == .calling && now - requests[slot].began > .milliseconds(knobs.slowMilliseconds)
  }

  /// Sets the gauges, tells what has changed on the whole, and checks the laws about a state.
  public mutating func observe(_ context: inout Context<CircuitBreakerLab>) {
    advanceBreaker(&context)
    var hanging = 0
    var calling = 0
    for thread in 0..<threads.count {
      guard let slot = threads[thread] else { continue }
      if requests[slot].phase == .calling { calling += 1 }
      if isHanging(slot, at: context.now) { hanging += 1 }
    }
    setGauges(hanging, &context)
    if hanging > 0, hanging >= pool.servers, isLocalWaiting {
      context.reach(.callersHang, "\(hanging) threads")
    }
    tellCrowd(hanging, calling, &context)
    auditRequests(&context)
  }

  private var isLocalWaiting: Bool {
    (0..<UInt32(requests.slots)).contains {
      requests[$0].isAlive && requests[$0].phase == .waiting && !requests[$0].needsCall
    }
  }

  private func setGauges(_ hanging: Int, _ context: inout Context<CircuitBreakerLab>) {
    let states: [CircuitBreaker.State: Double] = [.closed: 0, .halfOpen: 1, .open: 2]
    context.set(.state, states[breaker.state] ?? -1)
    context.set(.failureRate, breaker.failureRate ?? 0)
    context.set(.slowRate, breaker.slowCallRate ?? 0)
    context.set(.wait, watch.wait.seconds)
    context.set(.busy, Double(threads.busy))
    context.set(.hanging, Double(hanging))
    context.set(.waiting, Double(pool.waiting))
  }

  private mutating func tellCrowd(_ hanging: Int, _ calling: Int, _ context: inout Context<CircuitBreakerLab>)
  {
    let isCrowded =
      signs.isCrowded ? pool.waiting > 0 || pool.busy >= pool.servers : pool.waiting > pool.servers / 2 + 5
    guard isCrowded != signs.isCrowded else { return }
    signs.isCrowded = isCrowded
    if isCrowded {
      signs.crowded = context.note(.crowded(hanging, pool.busy), cause: faults.cause ?? signs.turned)
    } else {
      context.note(.relieved, cause: faults.cause == nil ? context.input : signs.opened)
    }
  }
}
