import Engine
import Testing

/// Delay, loss, duplication, order and partitions.
@Suite struct NetworkTests {
  /// One message each millisecond over one link, and what became of them.
  private struct Sent {
    var sentAt: [Instant] = []
    var copies: [Int] = []
    var delivered: [(message: Int, at: Instant)] = []
  }

  private func send(
    _ messages: Int = 20_000, delay: Distribution = .exponential(mean: .milliseconds(20)), loss: Double = 0,
    duplication: Double = 0, reordering: Double = 0
  ) -> Sent {
    var network = Network(
      nodes: 2, delay: delay, loss: loss, duplication: duplication, reordering: reordering,
      stream: DrawStream(1))
    var sent = Sent(), agenda = Agenda<Int>()
    for message in 0..<messages {
      let now = Instant.start + .milliseconds(Double(message))
      let arrivals = network.send(from: 0, to: 1, now: now, seed: 1)
      let due = [arrivals.first, arrivals.second].compactMap(\.self)
      sent.sentAt.append(now)
      sent.copies.append(due.count)
      for due in due { agenda.schedule(message, at: due) }
    }
    while let (due, message) = agenda.next(before: .distantFuture) { sent.delivered.append((message, due)) }
    return sent
  }

  @Test func `a perfect link delays and nothing else`() {
    let sent = send(100, delay: .constant(.milliseconds(3)))
    #expect(sent.delivered.map(\.message) == Array(0..<100))
    #expect(sent.delivered.allSatisfy { $0.at == sent.sentAt[$0.message] + .milliseconds(3) })
  }

  @Test func `links are first in, first out`() {
    let messages = send().delivered.map(\.message)
    #expect(messages == messages.sorted())
    #expect(messages.count == 20_000)
  }

  @Test func `order holds with loss and doubles`() {
    let messages = send(loss: 0.2, duplication: 0.3).delivered.map(\.message)
    #expect(messages == messages.sorted())
  }

  @Test func `reordering lets messages overtake`() {
    let sent = send(reordering: 1)
    let messages = sent.delivered.map(\.message)
    #expect(messages != messages.sorted())
    #expect(messages.sorted() == Array(0..<20_000))
    // Each has its own delay then, so that the mean is that of the distribution.
    let sum = sent.delivered.reduce(0) { $0 + ($1.at - sent.sentAt[Int($1.message)]).milliseconds }
    #expect(abs(sum / 20_000 - 20) < 4.5 * 20 / 20_000.0.squareRoot())
  }

  @Test func `loss and duplication have their probabilities`() {
    let sent = send(loss: 0.1, duplication: 0.25)
    let lost = Double(sent.copies.filter { $0 == 0 }.count)
    let doubled = Double(sent.copies.filter { $0 == 2 }.count)
    #expect(abs(lost - 2000) < 4.5 * (20_000 * 0.1 * 0.9).squareRoot())
    #expect(abs(doubled - 18_000 * 0.25) < 4.5 * (18_000 * 0.25 * 0.75).squareRoot())
    #expect(sent.delivered.count == sent.copies.reduce(0, +))
  }

  /// Which messages are lost stays the same when doubling is turned.
  @Test func `turning one probability shifts no other`() {
    let plain = send(loss: 0.1).copies
    let doubled = send(loss: 0.1, duplication: 0.5).copies
    #expect(zip(plain, doubled).allSatisfy { ($0 == 0) == ($1 == 0) })
    #expect(plain.contains(0) && doubled.contains(2))
  }

  @Test func `one link does not shift another`() {
    let network = Network(nodes: 3, delay: .exponential(mean: .milliseconds(20)), stream: DrawStream(1))
    var quiet = network
    var busy = network
    for _ in 0..<50 {
      _ = busy.send(from: 2, to: 1, now: .start, seed: 1)
      let alone = quiet.send(from: 0, to: 1, now: .start, seed: 1).first
      let twin = busy.send(from: 0, to: 1, now: .start, seed: 1).first
      #expect(alone == twin)
    }
  }

  @Test func `nodes on two sides of a partition do not hear each other`() {
    var network = Network(nodes: 3, delay: .constant(.zero), stream: DrawStream(1))
    #expect(network.connects(0, 2))
    network.move(2, toSide: 1)
    #expect(!network.connects(0, 2) && !network.connects(2, 1) && network.connects(0, 1) && network.connects(2, 2))
    network.move(2, toSide: 0)
    #expect(network.connects(0, 2))
  }
}
