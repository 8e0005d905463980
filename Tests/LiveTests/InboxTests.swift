import Engine
import LabKit
import Live
import Testing
import ToyLab

/// What comes first, what is merged, and what is dropped.
@Suite("The inbox of a driver")
struct InboxTests {
  private static let entry = Toys.toll
  private static let event = NoteStep.topics([0])
  private static let millisecond: UInt64 = 1_000_000

  /// What is still to be done, in a word each.
  private func words(_ inbox: Inbox, at now: UInt64 = 0) -> [String] {
    var inbox = inbox
    var words: [String] = []
    while let command = inbox.next(at: now) { words.append(word(command)) }
    return words
  }

  private func word(_ command: Driver.Command) -> String {
    switch command {
    case .pause: "pause"
    case .resume: "resume"
    case .speed: "speed"
    case .watch: "watch"
    case .turn(let knob, let value): "turn \(knob) \(value)"
    case .act(let action, _): "act \(action)"
    case .healEverything: "heal"
    case .step(_, let isForward): isForward ? "]" : "["
    case .go(.beginning): "beginning"
    case .go: "go"
    case .bookmark(let name): name
    case .beginTwin: "twin"
    case .beginTwinOnBranch(let branch): "beside \(branch)"
    case .endTwin: "end"
    case .replace: "replace"
    }
  }

  private func inbox(_ commands: Driver.Command..., run: Int = 0) -> Inbox {
    var inbox = Inbox()
    for command in commands { inbox.add(command, forRun: run, at: 0) }
    return inbox
  }

  @Test func `what is asked for is done in its order`() {
    let inbox = inbox(
      .turn(knob: 0, value: 1), .act(action: 2, isOn: true), .step(Self.event, isForward: true), .resume,
      .act(action: 2, isOn: false))
    #expect(words(inbox) == ["turn 0 1.0", "act 2", "]", "resume", "act 2"])
  }

  @Test func `a pause comes first, and no step and no going on is left to follow it`() {
    let inbox = inbox(
      .act(action: 0, isOn: true), .step(Self.event, isForward: true), .go(.beginning), .resume,
      .bookmark("here"), .pause, .resume)
    #expect(words(inbox) == ["pause", "act 0", "here", "resume"])
  }

  @Test func `with a run goes what was meant for it, and what still comes for it`() {
    var inbox = inbox(
      .turn(knob: 0, value: 1), .act(action: 0, isOn: true), .healEverything,
      .step(Self.event, isForward: true),
      .go(.branch(1, at: nil)), .bookmark("here"), .beginTwin(.knob(0, 1)), .beginTwinOnBranch(1),
      .endTwin(keepsTwin: true), .speed(2))
    inbox.add(.replace(Self.entry.start(2, nil, true), nil), forRun: 1, at: 0)
    inbox.add(.go(.branch(1, at: nil)), forRun: 0, at: 0)
    inbox.add(.act(action: 1, isOn: true), forRun: 1, at: 0)
    inbox.add(.act(action: 7, isOn: true), forRun: 2, at: 0)
    // Whether time stands still, and how fast it goes, is the same in every run.
    inbox.add(.pause, forRun: 0, at: 0)
    #expect(words(inbox) == ["pause", "replace", "speed", "act 1"])
    inbox.add(.replace(Self.entry.start(3, nil, true), nil), forRun: 1, at: 0)
    #expect(inbox.run == 1, "an older run does not come back")
  }

  @Test func `what a held key asks for stops soon after it is let go`() {
    var inbox = Inbox()
    for press in 0..<60 {
      inbox.add(.step(Self.event, isForward: true), forRun: 0, at: UInt64(press) * 33 * Self.millisecond)
    }
    #expect(words(inbox, at: 2000 * Self.millisecond).count == 60)
    #expect(words(inbox, at: 2500 * Self.millisecond) == ["]"])
  }

  @Test func `one press is never too old`() {
    let inbox = inbox(.step(Self.event, isForward: true), .step(Self.event, isForward: false), .go(.tip))
    #expect(words(inbox, at: .max) == ["]", "[", "go"])
  }

  @Test func `of a drag only the last place is left`() {
    let inbox = inbox(
      .turn(knob: 0, value: 1), .turn(knob: 0, value: 2), .turn(knob: 1, value: 3),
      .act(action: 0, isOn: true),
      .turn(knob: 1, value: 4), .turn(knob: 1, value: 5))
    #expect(words(inbox) == ["turn 0 2.0", "turn 1 3.0", "act 0", "turn 1 5.0"])
  }

  @Test func `what is under way gives way to a pause and another run at once`() {
    for command in [Driver.Command.pause, .replace(Self.entry.start(2, nil, true), nil)] {
      var inbox = inbox(.step(Self.event, isForward: true))
      _ = inbox.next(at: 0)
      #expect(!inbox.interrupts(at: .max))
      inbox.add(command, forRun: 1, at: 0)
      #expect(inbox.interrupts(at: 0))
    }
  }

  @Test func `it gives way to something else after a moment, and never to the same once more`() {
    var inbox = inbox(.step(Self.event, isForward: true))
    _ = inbox.next(at: 0)
    inbox.add(.step(Self.event, isForward: true), forRun: 0, at: 0)
    #expect(!inbox.interrupts(at: .max))
    inbox.add(.act(action: 0, isOn: true), forRun: 0, at: 10)
    #expect(!inbox.interrupts(at: Inbox.patienceNanoseconds))
    #expect(inbox.interrupts(at: Inbox.patienceNanoseconds + 11))
    // More of it does not make it wait for longer.
    for _ in 0..<5 { inbox.add(.act(action: 0, isOn: true), forRun: 0, at: Inbox.patienceNanoseconds) }
    #expect(inbox.interrupts(at: Inbox.patienceNanoseconds + 11))
  }

  @Test func `more than anybody presses is not kept`() {
    var inbox = Inbox()
    for number in 0..<100_000 { inbox.add(.act(action: number % 3, isOn: true), forRun: 0, at: 0) }
    #expect(words(inbox).count == 1000)
    inbox.add(.pause, forRun: 0, at: 0)
    #expect(words(inbox).first == "pause")
  }

  @Test func `at the end everything is dropped`() {
    var inbox = inbox(.step(Self.event, isForward: true), .act(action: 0, isOn: true))
    inbox.end()
    inbox.add(.pause, forRun: 0, at: 0)
    #expect(inbox.interrupts(at: 0) && inbox.next(at: 0) == nil)
  }
}
