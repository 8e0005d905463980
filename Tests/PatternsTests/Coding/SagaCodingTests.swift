import Patterns
import Testing

@Suite struct SagaCodingTests {
  @Test func `A saga says after a restart what it was about to do`() throws {
    var saga = Saga(steps: 2)
    #expect(saga.pending == nil)
    var command = saga.start()
    let inputs: [Saga.Input] = [
      .stepSucceeded(1), .stepOutcomeUnknown(2), .compensationFailed(2), .retryDue(2),
      .compensationSucceeded(2),
      .compensationSucceeded(1),
    ]
    for input in inputs {
      #expect(saga.pending == command)
      saga = try state(Saga.self, document(saga))
      command = saga.handle(input)
      #expect(command != nil)
    }
    #expect(saga.pending == .fail && command == .fail)
  }

  @Test func `The documents are what the interface says`() throws {
    var saga = try Saga(steps: 3, state: .running(step: 2))
    #expect(try document(saga) == #"{"state":"running","step":2,"steps":3}"#)
    _ = saga.handle(.stepOutcomeUnknown(2))
    #expect(
      try document(saga)
        == #"{"failedStep":2,"isFailedStepInDoubt":true,"retries":0,"state":"compensating","step":2,"steps":3}"#)
    #expect(try Saga(steps: 3, state: .compensating(step: 2), failedStep: 2, isFailedStepInDoubt: true) == saga)
    #expect(try document(SagaParticipant(state: .done)) == #""done""#)
    #expect(try document(TwoPhaseCommit.Participant(state: .decided(.commit))) == #""committed""#)
    var coordinator = TwoPhaseCommit.Coordinator(participants: 2)
    _ = coordinator.begin()
    _ = coordinator.vote(false, from: 1)
    #expect(
      try document(coordinator)
        == #"{"decision":"abort","messages":4,"participants":2,"settled":[1],"state":"decided","voted":[1]}"#)
    #expect(
      try TwoPhaseCommit.Coordinator(
        participants: 2, state: .decided(.abort), voted: [1], settled: [1], messages: 4) == coordinator)
    let consumer = try ConsumerPosition(commit: .afterProcessing, committed: 5, inHand: 7..<9)
    #expect(try document(consumer) == #"{"commit":"afterProcessing","committed":5,"end":9,"next":7}"#)
    var table = OutboxTable<Int>()
    table.insert(.init(id: 4, aggregateType: "order", aggregateID: 2, type: "paid", payload: 30))
    _ = table.claim(batch: 1, worker: 7)
    #expect(
      try document(table)
        == #"{"fresh":[],"held":[{"entries":[{"place":0,"row":{"aggregateID":2,"aggregateType":"order","id":4,"#
        + #""payload":30,"type":"paid"}}],"worker":7}],"inserted":1,"returned":[]}"#)
  }

  @Test func `What nothing leads to is refused with the reason`() {
    expectRefused(
      Saga.self,
      [
        #"{"steps":2,"state":"running","step":3}"#: "does not execute step 3",
        #"{"steps":2,"state":"running"}"#: "step",
        #"{"steps":2,"state":"compensating","step":1}"#: "has a step that failed",
        #"{"steps":2,"state":"compensating","step":2,"failedStep":2}"#: "step 2 is not undone",
        #"{"steps":2,"state":"completed","failedStep":2}"#: "goes back",
        #"{"steps":2,"state":"compensated","failedStep":3}"#: "no step 3 fails",
        #"{"steps":2,"state":"idle","retries":1}"#: "only a saga that goes back",
        #"{"steps":2,"state":"waiting","step":1,"failedStep":2}"#: "has tried once",
        #"{"steps":2,"state":"lost"}"#: "none of idle, running",
      ])
    expectRefused(SagaParticipant.self, [#""gone""#: "none of untouched"])
    expectRefused(
      TwoPhaseCommit.Coordinator.self,
      [
        #"{"participants":0,"state":"idle","voted":[],"settled":[],"messages":0}"#: "not 0",
        #"{"participants":9223372036854775807,"state":"idle","voted":[],"settled":[],"messages":0}"#: "1...1048576",
        #"{"participants":2,"state":"idle","voted":[0],"settled":[],"messages":3}"#: "before the question",
        #"{"participants":2,"state":"preparing","voted":[0,1],"settled":[],"messages":4}"#: "decision",
        #"{"participants":2,"state":"decided","decision":"commit","voted":[0],"settled":[],"messages":9}"#: "all votes",
        #"{"participants":2,"state":"done","decision":"abort","voted":[0],"settled":[0],"messages":9}"#:
          "acknowledged by all",
        #"{"participants":2,"state":"preparing","voted":[5],"settled":[],"messages":4}"#: "not 5",
        #"{"participants":2,"state":"preparing","voted":[0],"settled":[],"messages":1}"#: "at least 3",
      ])
    expectRefused(
      ConsumerPosition.self,
      [
        #"{"commit":"afterProcessing","committed":8,"next":7,"end":9}"#: "8 is stored",
        #"{"commit":"beforeProcessing","committed":8,"next":7,"end":9}"#: "not 8",
        #"{"commit":"afterProcessing","committed":8,"next":9,"end":7}"#: "are none",
      ])
    let row = #""row":{"id":1,"aggregateType":"a","aggregateID":1,"type":"t","payload":1}"#
    expectRefused(
      OutboxTable<Int>.self,
      [
        #"{"inserted":1,"fresh":[{"place":1,\#(row)}],"returned":[],"held":[]}"#: "place 1 of 1",
        #"{"inserted":3,"fresh":[{"place":0,\#(row)}],"returned":[{"place":1,\#(row)}],"held":[]}"#:
          "fresh: a row that was never claimed is older",
        #"{"inserted":3,"fresh":[],"returned":[],"held":[{"worker":1,"entries":[]}]}"#: "holds no rows",
      ])
  }
}
