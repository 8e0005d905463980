import Engine
import FirstEdition
import Testing

/// Delay, loss, duplication, order and partitions.
@Suite struct NetworkTests {
  /// Sends one message each millisecond; the network is what is looked at.
  struct Sender: Model {
    struct Event: EventCode {
      let message: UInt32
      let isDelivery: Bool
      var code: UInt64 { UInt64(message) << 8 | (isDelivery ? 1 : 0) }
    }

    struct Knobs: Sendable {
      var network: Network
      var messages: UInt32
    }

    static var samplePeriod: Interval { .zero }
    var knobs: Knobs
    var sentAt: [Instant] = []
    var delivered: [(message: UInt32, at: Instant)] = []
    var copies: [Int] = []

    init(_ knobs: Knobs, _ context: inout Context<Self>) {
      self.knobs = knobs
      context.schedule(Event(message: 0, isDelivery: false), at: .start)
    }

    mutating func handle(_ event: Event, _ context: inout Context<Self>) {
      if event.isDelivery { return delivered.append((event.message, context.now)) }
      sentAt.append(context.now)
      let arrivals = knobs.network.send(from: 0, to: 1, context)
      copies.append([arrivals.first, arrivals.second].compactMap(\.self).count)
      for due in [arrivals.first, arrivals.second] {
        if let due { context.schedule(Event(message: event.message, isDelivery: true), at: due) }
      }
      guard event.message + 1 < knobs.messages else { return }
      context.schedule(Event(message: event.message + 1, isDelivery: false), after: .milliseconds(1))
    }

    mutating func turn(_ knobs: Knobs, _ context: inout Context<Self>) {}
    mutating func act(_ action: Never, _ isOn: Bool, _ context: inout Context<Self>) {}
  }

  private func send(
    _ messages: UInt32 = 20_000, delay: Distribution = .exponential(mean: .milliseconds(20)),
    loss: Double = 0,
    duplication: Double = 0, reordering: Double = 0
  ) -> Sender {
    let network = Network(
      nodes: 2, delay: delay, loss: loss, duplication: duplication, reordering: reordering,
      stream: DrawStream(1))
    var run = Simulation<Sender>(seed: 1, knobs: .init(network: network, messages: messages))
    run.advance(until: .distantFuture)
    return run.model
  }

  @Test func aPerfectLinkDelaysAndNothingElse() {
    let model = send(100, delay: .constant(.milliseconds(3)))
    #expect(model.delivered.map(\.message) == Array(0..<100))
    #expect(model.delivered.allSatisfy { $0.at == model.sentAt[Int($0.message)] + .milliseconds(3) })
  }

  @Test func linksAreFirstInFirstOut() {
    let messages = send().delivered.map(\.message)
    #expect(messages == messages.sorted())
    #expect(messages.count == 20_000)
  }

  @Test func orderHoldsWithLossAndDoubles() {
    let messages = send(loss: 0.2, duplication: 0.3).delivered.map(\.message)
    #expect(messages == messages.sorted())
  }

  @Test func reorderingLetsMessagesOvertake() {
    let model = send(reordering: 1)
    let messages = model.delivered.map(\.message)
    #expect(messages != messages.sorted())
    #expect(messages.sorted() == Array(0..<20_000))
    // Each has its own delay then, so that the mean is that of the distribution.
    let sum = model.delivered.reduce(0) { $0 + ($1.at - model.sentAt[Int($1.message)]).milliseconds }
    #expect(abs(sum / 20_000 - 20) < 4.5 * 20 / 20_000.0.squareRoot())
  }

  @Test func lossAndDuplicationHaveTheirProbabilities() {
    let model = send(loss: 0.1, duplication: 0.25)
    let lost = Double(model.copies.filter { $0 == 0 }.count)
    let doubled = Double(model.copies.filter { $0 == 2 }.count)
    #expect(abs(lost - 2000) < 4.5 * (20_000 * 0.1 * 0.9).squareRoot())
    #expect(abs(doubled - 18_000 * 0.25) < 4.5 * (18_000 * 0.25 * 0.75).squareRoot())
    #expect(model.delivered.count == model.copies.reduce(0, +))
  }

  /// Which messages are lost stays the same when doubling is turned.
  @Test func turningOneProbabilityShiftsNoOther() {
    let plain = send(loss: 0.1).copies
    let doubled = send(loss: 0.1, duplication: 0.5).copies
    #expect(zip(plain, doubled).allSatisfy { ($0 == 0) == ($1 == 0) })
    #expect(plain.contains(0) && doubled.contains(2))
  }

  @Test func oneLinkDoesNotShiftAnother() {
    let run = Simulation<QueueModel>(seed: 1, knobs: .init(rate: 1, service: .constant(.zero)))
    let network = Network(nodes: 3, delay: .exponential(mean: .milliseconds(20)), stream: DrawStream(1))
    var quiet = network
    var busy = network
    for _ in 0..<50 {
      _ = busy.send(from: 2, to: 1, run.context)
      #expect(quiet.send(from: 0, to: 1, run.context).first == busy.send(from: 0, to: 1, run.context).first)
    }
  }

  @Test func partitions() {
    var network = Network(nodes: 3, delay: .constant(.zero), stream: DrawStream(1))
    #expect(network.connects(0, 2))
    network.move(2, toSide: 1)
    #expect(
      !network.connects(0, 2) && !network.connects(2, 1) && network.connects(0, 1) && network.connects(2, 2))
    network.move(2, toSide: 0)
    #expect(network.connects(0, 2))
  }
}
