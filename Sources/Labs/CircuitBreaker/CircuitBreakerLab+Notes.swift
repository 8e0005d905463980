import Engine
import Grid
import LabKit
import Patterns

extension CircuitBreakerLab {
  /// What is told.
  enum Note: NoteKind {
    case opens(CircuitBreaker.Cause, isAgain: Bool, Interval), halfOpens(Int), closes(isByHand: Bool)
    case probe(Int, of: Int), stale(Int, CircuitBreaker.State, Stale), callRefused
    case crowded(hanging: Int, of: Int), relieved, callFailed, callTimedOut, turnedAway

    func write(to writer: inout NoteWriter) {
      writer.about(Topic.breaker)
      switch self {
      case .opens(let cause, let isAgain, let wait):
        let (again, seconds) = (isAgain ? " again" : "", Figure.seconds(wait.seconds))
        writer.headline("The breaker opens\(again): \(words(cause)); no call for \(seconds).")
      case .halfOpens(let permits):
        writer.headline("The breaker is half-open: \(permits) probe\(permits == 1 ? " decides" : "s decide").")
      case .closes(true): writer.headline("The breaker is closed by hand; its window is empty.")
      case .closes(false): writer.headline("The breaker closes: its probes came back well.")
      case .probe(let number, let permits): writer.observation("Probe \(number) of \(permits) goes out.")
      case .stale(let count, let state, let fate):
        let place = words(state), end = fate == .recorded ? "recorded there" : "discarded"
        writer.observation("Begun earlier and back in \(place): \(count.of("call")), \(end).")
      case .callRefused: writer.repeated("The breaker refuses a call: the fallback answers at once.")
      case .crowded(let hanging, let busy):
        writer.headline(Topic.callers, "All \(busy) threads are taken, \(hanging) of them hang in calls: others wait.")
      case .relieved: writer.headline(Topic.callers, "Threads are free again and nobody waits.")
      case .callFailed: writer.repeated(Topic.callers, "A call comes back with an error.")
      case .callTimedOut: writer.repeated(Topic.callers, "A call is given up after its timeout.")
      case .turnedAway:
        writer.repeated(Topic.callers, "A request is turned away: every thread is taken and the queue is full.")
      }
    }
  }

  /// Why the breaker opened, as part of a sentence.
  static func words(_ cause: CircuitBreaker.Cause) -> String {
    switch cause {
    case .failureRate(let rate): "\(Int(rate.rounded())) % of its window failed"
    case .slowCallRate(let rate): "\(Int(rate.rounded())) % of its window was slow"
    case .probesOverdue: "its probes did not come back"
    case .waitOver, .probesPassed, .manual: "by hand"
    }
  }

  /// A state as people write it.
  static func words(_ state: CircuitBreaker.State) -> String {
    state == .halfOpen ? "half-open" : state == .disabled ? "off" : "\(state)"
  }

  /// Calls that were begun before a change of state and come back after it: how many since it was told, how many at the last
  /// look, and in which state the newest came back.
  struct Late: Sendable { var count = 0, looked = 0, state = CircuitBreaker.State.open, coming = Hysteresis() }

  /// What the threads do, counted from the requests themselves, and who waits, those that need no call apart.
  struct Census: Sendable { var working = 0, hanging = 0, waiting = 0, localWaiting = 0 }

  /// Whether a thread hangs: in a call that is already a slow one.
  func isHanging(_ slot: Slot, _ knobs: Knobs, at now: Instant) -> Bool {
    requests[slot].phase == .calling && now - requests[slot].began > .milliseconds(knobs.slowAfter)
  }

  private func counted(_ knobs: Knobs, at now: Instant) -> Census {
    var census = Census()
    for slot in requests.alive {
      guard requests[slot].phase == .waiting else {
        census.working += 1
        if isHanging(slot, knobs, at: now) { census.hanging += 1 }
        continue
      }
      census.waiting += 1
      if !requests[slot].needsCall { census.localWaiting += 1 }
    }
    return census
  }

  mutating func sample(_ context: inout Context<Self>) {
    advanceBreaker(&context)
    census = counted(context.knobs, at: context.now)
    let states: [CircuitBreaker.State] = [.closed, .halfOpen, .open]
    context.set(.state, Double(states.firstIndex(of: breaker.state) ?? -1))
    context.set(.failureRate, breaker.failureRate ?? 0)
    context.set(.slowRate, breaker.slowCallRate ?? 0)
    context.set(.wait, watch.wait.seconds)
    context.set(.busy, Double(census.working))
    context.set(.hanging, Double(census.hanging))
    context.set(.waiting, Double(census.waiting))
    tellCrowd(&context)
    tellLate(&context)
  }

  /// Once none has come for two seconds: all of them together.
  private mutating func tellLate(_ context: inout Context<Self>) {
    let isComing = late.count > late.looked
    late.looked = late.count
    guard late.coming.follow(isComing, off: 20) == .fell else { return }
    context.note(.stale(late.count, late.state, context.knobs.stale), cause: opened)
    late = Late()
  }

  /// More wait than a moment explains; over when nobody does and a thread is idle.
  private mutating func tellCrowd(_ context: inout Context<Self>) {
    let isCrowded = crowd.isOn ? pool.waiting > 0 || pool.isFull : pool.waiting > pool.size / 2 + 5
    switch crowd.follow(isCrowded) {
    case .rose:
      crowdedSince = context.now
      crowd.note = context.note(.crowded(hanging: census.hanging, of: pool.busy), cause: blame)
    case .fell:
      let isHealed = context.cause(.down, .slow, .flaky) == .chance
      context.note(.relieved, cause: isHealed ? context.input : opened)
    case nil: break
    }
  }
}
