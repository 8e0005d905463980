import Patterns
import Testing

@Suite struct ConsumerPositionTests {
  @Test func `goes on where the poll before it ended`() {
    var consumer = ConsumerPosition()
    #expect(consumer.poll(10, end: 25) == 0..<10)
    #expect(consumer.poll(10, end: 25).isEmpty)
    for offset in 0..<10 { #expect(consumer.process() == offset) }
    #expect(consumer.process() == nil)
    #expect(consumer.poll(20, end: 25) == 10..<25)
    #expect(consumer.inHand == 10..<25)
  }

  @Test func `an empty log and a poll of nothing bring nothing`() {
    var consumer = ConsumerPosition(at: 7)
    #expect(consumer.poll(10, end: 7).isEmpty)
    #expect(consumer.poll(10, end: 3).isEmpty)
    #expect(consumer.poll(-1, end: 9).isEmpty)
    #expect(consumer.committed == 7)
  }

  @Test(arguments: [(KafkaConsumerSettings.Commit.beforeProcessing, 10, 10), (.afterProcessing, 0, 0)])
  func `a crash loses or repeats by when the position is stored`(
    commit: KafkaConsumerSettings.Commit, committed: Int, next: Int
  ) {
    var consumer = ConsumerPosition(commit: commit)
    _ = consumer.poll(10, end: 100)
    for _ in 0..<4 { _ = consumer.process() }
    #expect(consumer.committed == committed)
    consumer.restart()
    #expect(consumer.poll(10, end: 100) == next..<next + 10)
  }

  @Test func `what was processed to the end of a poll is never repeated`() {
    var consumer = ConsumerPosition()
    _ = consumer.poll(2, end: 9)
    while consumer.process() != nil {}
    consumer.restart()
    #expect(consumer.committed == 2)
    #expect(consumer.poll(2, end: 9) == 2..<4)
  }
}
