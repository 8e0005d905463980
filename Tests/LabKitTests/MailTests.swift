import Engine
import LabKit
import Testing

/// Mail between nodes, in a lab that does nothing else.
@Suite struct MailTests {
  private static func post(_ knobs: PostOffice.Knobs = .init(), seed: UInt64 = 1) -> Simulation<PostOffice> {
    Simulation(Plan<PostOffice>(), seed: seed, knobs: knobs)
  }

  @Test func `a message arrives once, after its delay, with what it holds`() {
    var run = Self.post()
    run.lab.send(7, from: 0, to: 1, &run.context)
    run.advance(until: .start + .milliseconds(9), limit: .max)
    #expect(run.lab.arrived.isEmpty && run.lab.mail.underWay == 1)
    run.advance(until: .start + .milliseconds(11), limit: .max)
    #expect(run.lab.arrived == [7] && run.lab.mail.underWay == 0)
    let trace = run.lab.mail.traces[0]
    #expect(trace.mark == 3 && trace.from == 0 && trace.to == 1 && trace.lost == nil)
    #expect(trace.sent == .start && trace.due == .start + .milliseconds(10))
  }

  @Test func `what would arrive across a partition is lost then, not when it is sent`() {
    var run = Self.post()
    run.lab.send(1, from: 0, to: 1, &run.context)
    run.lab.mail.network.move(1, toSide: 1)
    run.lab.send(2, from: 0, to: 2, &run.context)
    run.lab.send(3, from: 0, to: 1, &run.context)
    run.advance(until: .start + .milliseconds(11), limit: .max)
    #expect(run.lab.arrived == [2] && run.lab.mail.lost == 2)
    #expect(run.lab.mail.traces.map(\.lost) == [.start + .milliseconds(10), nil, .start + .milliseconds(10)])
    // Sent while parted, and healed before it would arrive.
    run.lab.send(4, from: 0, to: 1, &run.context)
    run.lab.mail.network.move(1, toSide: 0)
    run.advance(until: .start + .milliseconds(30), limit: .max)
    #expect(run.lab.arrived == [2, 4])
  }

  @Test func `who sends learns how many copies are under way`() {
    for (loss, doubling, copies) in [(0.0, 0.0, 1), (0, 1, 2), (1, 1, 0)] {
      var run = Self.post(.init(loss: loss, doubling: doubling))
      #expect(run.lab.mail.send(1, from: 0, to: 1, code: 1, &run.context) == copies)
    }
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `as many are lost and doubled as the network says`(seed: UInt64) {
    var run = Self.post(.init(loss: 0.2, doubling: 0.3), seed: seed)
    for number in 0..<1000 { run.lab.send(number, from: 0, to: 1, &run.context) }
    let sent = run.lab.mail.traces
    #expect(sent.count == 512, "the newest are remembered")
    #expect(run.lab.mail.sent == 1000 && abs(run.lab.mail.lost - 200) < 60)
    run.advance(until: .start + .seconds(1), limit: .max)
    let extra = run.lab.arrived.count - Set(run.lab.arrived).count
    #expect(run.lab.arrived.count == 1000 - run.lab.mail.lost + extra && abs(extra - 240) < 70)
    #expect(run.lab.arrived == run.lab.arrived.sorted(), "a link is first in, first out")
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `messages that may overtake others do`(seed: UInt64) {
    var run = Self.post(.init(reordering: 1, spread: 50), seed: seed)
    for number in 0..<100 { run.lab.send(number, from: 0, to: 1, &run.context) }
    run.advance(until: .start + .seconds(1), limit: .max)
    #expect(run.lab.arrived != run.lab.arrived.sorted() && run.lab.arrived.sorted() == Array(0..<100))
  }

  @Test func `what is under way is known, the oldest first, and which of it is a double`() {
    var run = Self.post(.init(doubling: 1))
    run.lab.send(1, from: 0, to: 1, &run.context)
    run.advance(until: .start + .milliseconds(5), limit: .max)
    run.lab.send(2, from: 0, to: 2, &run.context)
    let flights = run.lab.mail.flights
    #expect(flights.map(\.content) == [1, 1, 2, 2] && flights.map(\.isDouble) == [false, true, false, true])
    #expect(flights.map { $0.due - $0.sent } == Array(repeating: .milliseconds(10), count: 4))
    #expect(flights[2].sent == .start + .milliseconds(5))
  }

  @Test func `what was under way when it was cleared never arrives, even when its slot is used again`() {
    var run = Self.post()
    for number in 0..<5 { run.lab.send(number, from: 0, to: 1, &run.context) }
    run.lab.mail.clear()
    #expect(run.lab.mail.underWay == 0 && run.lab.mail.traces.isEmpty)
    run.lab.send(9, from: 0, to: 2, &run.context)
    run.advance(until: .start + .seconds(1), limit: .max)
    #expect(run.lab.arrived == [9])
  }

  @Test func `the digest knows what messages hold, and what an input sends is no event`() {
    var runs = [1, 1, 2].map { number in
      var run = Self.post()
      run.lab.send(number, from: 0, to: 1, &run.context)
      return run
    }
    #expect(runs[0].context.digest == runs[1].context.digest)
    #expect(runs[0].context.digest != runs[2].context.digest)
    let before = runs[0].context.digest
    runs[0].apply(.act(0, isOn: true), "post")
    #expect(runs[0].context.digest != before && runs[0].context.digest.events == before.events)
    runs[1].apply(.act(0, isOn: true), "post")
    #expect(runs[0].context.digest == runs[1].context.digest)
  }

  @Test func `only the newest are kept`() {
    var recent = Recent<Int>(3)
    #expect(recent.last == nil && recent.all.isEmpty)
    for number in 0..<5 { #expect(recent.append(10 * number) == number) }
    #expect(recent.all == [20, 30, 40] && recent[1] == nil && recent[2] == 20 && recent[5] == nil)
    recent[1] = 99
    recent[3] = 31
    recent.last = 41
    #expect(recent.all == [20, 31, 41])
  }
}

/// Three nodes, and mail between them.
struct PostOffice: Lab {
  struct Knobs: KnobSet {
    var loss = 0.0, doubling = 0.0, reordering = 0.0, spread = 0.0
    static let fields: [Knob<Knobs>] = []
  }
  enum Event: UInt8, EventKind { case arrives }
  enum Stream: Int, StreamKind { case network }
  enum Topic: Int { case mail }
  enum Action: Int, ActionKind {
    case post
    var declaration: ActionFamily { .once("p", "post", "post", "Sends a message.") }
  }

  var mail = Mail<PostOffice, Int>(.arrives, nodes: 3, stream: Stream.network)
  var arrived: [Int] = []

  init(_ context: inout Context<PostOffice>) {
    let knobs = context.knobs
    mail.network.delay = .uniform(.milliseconds(10), .milliseconds(10 + knobs.spread))
    mail.network.loss = knobs.loss
    (mail.network.duplication, mail.network.reordering) = (knobs.doubling, knobs.reordering)
  }

  mutating func send(_ number: Int, from: Int, to: Int, _ context: inout Context<PostOffice>) {
    mail.send(number, from: from, to: to, code: UInt64(number), mark: 3, &context)
  }

  mutating func handle(_ event: Event, _ slot: Slot, _ tag: UInt32, _ context: inout Context<PostOffice>) {
    if let letter = mail.receive(slot, tag, context.now) { arrived.append(letter.content) }
  }

  mutating func act(_ action: Action, _ member: Int, _ context: inout Context<PostOffice>) {
    send(5, from: 1, to: 2, &context)
  }

  var isDrained: Bool { mail.underWay == 0 }

  static func declaration(of _: NoBlueprint) -> Declaration<PostOffice> {
    Declaration(
      Card(
        id: "post", title: "Post", group: "toys", summary: "Mail.", whenToUse: ["To test."],
        whenNot: ["Else."],
        simplifies: ["All."], panels: [], drainsWithin: .seconds(1)),
      start: Knobs(), knobs: [], actions: Action.allCases.map(\.declaration), meters: [], rules: [],
      promises: [])
  }
}
