import Patterns
import Testing

@Suite struct SagaTests {
  /// Runs a saga whose step `failing` fails (nil: none) and notes its commands.
  func transcript(steps: Int, failing: Int?) -> [Saga.Command] {
    var saga = Saga(steps: steps)
    var commands: [Saga.Command] = []
    var command = saga.start()
    while let next = command {
      commands.append(next)
      switch next {
      case .execute(let step): command = saga.handle(step == failing ? .stepFailed(step) : .stepSucceeded(step))
      case .compensate(let step): command = saga.handle(.compensationSucceeded(step))
      case .retryCompensation(let step): command = saga.handle(.retryDue(step))
      case .complete, .fail: command = nil
      }
    }
    return commands
  }

  @Test func `all steps succeed`() {
    #expect(transcript(steps: 4, failing: nil) == [.execute(1), .execute(2), .execute(3), .execute(4), .complete])
  }

  @Test func `a failure undoes what was done in reverse`() {
    #expect(
      transcript(steps: 4, failing: 4) == [
        .execute(1), .execute(2), .execute(3), .execute(4), .compensate(3), .compensate(2), .compensate(1),
        .fail,
      ])
    #expect(transcript(steps: 4, failing: 2) == [.execute(1), .execute(2), .compensate(1), .fail])
    #expect(transcript(steps: 4, failing: 1) == [.execute(1), .fail])
    #expect(transcript(steps: 1, failing: 1) == [.execute(1), .fail])
  }

  @Test func `a failed compensation waits and tries again`() {
    var saga = Saga(steps: 2)
    _ = saga.start()
    _ = saga.handle(.stepSucceeded(1))
    #expect(saga.handle(.stepFailed(2)) == .compensate(1))
    for _ in 0..<3 {
      #expect(saga.handle(.compensationFailed(1)) == .retryCompensation(1))
      #expect(saga.state == .waiting(step: 1))
      #expect(saga.handle(.compensationSucceeded(1)) == nil, "nothing is under way")
      #expect(saga.handle(.retryDue(1)) == .compensate(1))
      #expect(saga.state == .compensating(step: 1))
    }
    #expect(saga.handle(.compensationSucceeded(1)) == .fail)
    #expect(saga.retries == 3)
    #expect(saga.compensations == 1)
    #expect(saga.failedStep == 2)
  }

  @Test func `what cannot have happened is refused and changes nothing`() {
    var saga = Saga(steps: 3)
    #expect(saga.handle(.stepSucceeded(1)) == nil)
    #expect(saga.start() == .execute(1))
    #expect(saga.start() == nil)
    #expect(saga.handle(.stepSucceeded(1)) == .execute(2))
    let before = saga
    let illegal: [Saga.Input] = [
      .stepSucceeded(1), .stepSucceeded(3), .stepFailed(1), .compensationSucceeded(2), .compensationFailed(1),
      .retryDue(2), .stepSucceeded(-1), .stepFailed(.max),
    ]
    for input in illegal { #expect(saga.handle(input) == nil) }
    #expect(saga == before)
  }

  @Test func `a step that may have been done is undone too`() {
    var saga = Saga(steps: 4)
    _ = saga.start()
    _ = saga.handle(.stepSucceeded(1))
    #expect(saga.handle(.stepOutcomeUnknown(1)) == nil, "that one is known")
    #expect(saga.handle(.stepOutcomeUnknown(2)) == .compensate(2))
    #expect(saga.failedStep == 2 && saga.isFailedStepInDoubt)
    #expect(saga.handle(.stepSucceeded(2)) == nil, "the answer comes too late")
    #expect(saga.handle(.compensationFailed(2)) == .retryCompensation(2))
    #expect(saga.handle(.retryDue(2)) == .compensate(2))
    #expect(saga.handle(.compensationSucceeded(2)) == .compensate(1))
    #expect(saga.compensations == 1)
    #expect(saga.handle(.compensationSucceeded(1)) == .fail)
    #expect(saga.attempts == 2 && saga.compensations == 2 && saga.retries == 1)

    var single = Saga(steps: 1)
    _ = single.start()
    #expect(single.handle(.stepOutcomeUnknown(1)) == .compensate(1))
    #expect(single.handle(.compensationSucceeded(1)) == .fail)
  }

  /// A participant answers the undoing of a step that never reached it, and ignores the step that comes late.
  @Test func `a request that was lost and one that was late are both undone`() {
    var lost = SagaParticipant()
    #expect(lost.compensate() == .answer(.compensated))
    #expect(lost.execute() == .ignore)
    var late = SagaParticipant()
    _ = late.execute()
    #expect(late.compensate() == .ignore, "ask again when it has finished")
    _ = late.hasExecuted(true)
    #expect(late.compensate() == .compensate)
  }

  @Test func `a saga may have any number of steps`() {
    var saga = Saga(steps: 100_000)
    _ = saga.start()
    for step in 1..<100_000 { _ = saga.handle(.stepSucceeded(step)) }
    #expect(saga.state == .running(step: 100_000))
    #expect(saga.handle(.stepFailed(100_000)) == .compensate(99_999))
    var none = Saga(steps: 0)
    #expect(none.start() == .complete)
    #expect(none.isOver)
  }

  /// Random outcomes, doubled and stray messages: always T1..Tn, or T1..Tj and then C(j-1)..C1, or
  /// Cj..C1 if nobody knows whether Tj was done.
  @Test(arguments: 0..<200)
  func `it ends done or undone`(seed: UInt64) {
    var chance = Chance(seed)
    let steps = 1 + chance.below(8)
    var saga = Saga(steps: steps)
    var done: [Int] = []
    var undone: [Int] = []
    var command = saga.start()
    for _ in 0..<10_000 {
      guard let next = command, !saga.isOver else { break }
      let stray: Saga.Input = chance.happens(0.5) ? .stepSucceeded(0) : .compensationSucceeded(steps + 1)
      #expect(saga.handle(stray) == nil)
      switch next {
      case .execute(let step):
        let succeeds = chance.happens(0.8)
        let isUnknown = !succeeds && chance.happens(0.5)
        // What may have been done is undone like what was.
        if succeeds || isUnknown { done.append(step) }
        command = saga.handle(
          succeeds ? .stepSucceeded(step) : isUnknown ? .stepOutcomeUnknown(step) : .stepFailed(step))
      case .compensate(let step):
        let succeeds = chance.happens(0.6)
        if succeeds { undone.append(step) }
        command = saga.handle(succeeds ? .compensationSucceeded(step) : .compensationFailed(step))
      case .retryCompensation(let step): command = saga.handle(.retryDue(step))
      case .complete, .fail: break
      }
    }
    #expect(saga.isOver)
    #expect(done == Array(1..<(done.count + 1)))
    if saga.state == .completed {
      #expect(done.count == steps && undone.isEmpty && saga.failedStep == nil)
      #expect(saga.attempts == steps)
    } else {
      #expect(undone == Array(done.reversed()))
      let attempts = done.count + (saga.isFailedStepInDoubt ? 0 : 1)
      #expect(saga.failedStep == attempts)
      #expect(saga.attempts == attempts)
      #expect(saga.compensations == done.count)
    }
  }
}
