import Patterns
import Testing

@Suite struct SagaParticipantTests {
  @Test func `it does its step once however often it is asked`() {
    var service = SagaParticipant()
    #expect(service.execute() == .execute)
    #expect(service.execute() == .ignore, "it is at work")
    #expect(service.hasExecuted(true) == .executed)
    #expect(service.hasExecuted(true) == nil)
    #expect(service.execute() == .answer(.executed))
    #expect(service.state == .done)
  }

  @Test func `it undoes its step once`() {
    var service = SagaParticipant()
    _ = service.execute()
    #expect(service.compensate() == .ignore, "the step is not over")
    _ = service.hasExecuted(true)
    #expect(service.compensate() == .compensate)
    #expect(service.compensate() == .ignore)
    #expect(service.hasCompensated(false) == nil)
    #expect(service.compensate() == .compensate, "a compensation that failed is tried again")
    #expect(service.hasCompensated(true) == .compensated)
    #expect(service.compensate() == .answer(.compensated))
    #expect(service.execute() == .ignore, "a straggler must not bring the step back")
    #expect(service.hasCompensated(true) == nil)
  }

  @Test func `what was never done is as good as undone`() {
    var service = SagaParticipant()
    #expect(service.compensate() == .answer(.compensated))
    #expect(service.execute() == .ignore)
    var refusing = SagaParticipant()
    _ = refusing.execute()
    #expect(refusing.hasExecuted(false) == .refused)
    #expect(refusing.execute() == .answer(.refused))
    #expect(refusing.compensate() == .answer(.compensated))
  }
}
