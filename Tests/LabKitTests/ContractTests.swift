import Engine
import LabKit
import Testing
import ToyLab

/// What a lab declares under the contract is all that everything around it needs.
@Suite struct ContractTests {
  static let entry = LabEntry(Turnstile.self)

  private func run(_ seed: UInt64 = 1, seconds: Double = 20, _ inputs: (inout any LabRun) -> Void = { _ in })
    -> any LabRun
  {
    var run = Self.entry.start(seed, nil, true)
    inputs(&run)
    _ = run.advance(until: .start + .seconds(seconds), limit: .max)
    return run
  }

  @Test func `a declaration breaks no rule`() { #expect(Self.entry.breaches().isEmpty) }

  @Test func `families are taken apart by their labels`() {
    #expect(Self.entry.knobs.map(\.key) == ["north.rate", "south.rate", "time", "counts"])
    #expect(Self.entry.actions.map(\.id) == ["shut.north", "shut.south", "rain", "coach"])
    #expect(
      Self.entry.meters.map(\.name)
        == ["north.came", "south.came", "left.north", "left.south", "turned.away", "inside", "stay"])
    #expect(Self.entry.panels[0].knobs == [0, 1, 2])
    #expect(Self.entry.panels[0].actions == [0, 1])
    #expect(Self.entry.actions[1].declaration.help == "The south gate is shut.")
  }

  @Test func `a fault of one member leaves the others alone, and its notes name it as their cause`() throws {
    let run = run { $0.act(1, isOn: true) }
    let notes = run.snapshot.notes(100, upTo: .detail)
    let input = try #require(notes.first { $0.isInput } ?? run.snapshot.notes(1, upTo: .headline).first)
    #expect(input.text == "you: shut south")
    let refused = notes.filter { $0.text == "A visitor stands before the shut south gate." }
    #expect(!refused.isEmpty && refused.allSatisfy { $0.cause == input.id })
    #expect(!notes.contains { $0.text.contains("north gate") })
    #expect(run.snapshot.faults == [1])
  }

  @Test func `laws are judged as they are declared`() throws {
    var run = run { $0.act(3, isOn: true) }
    #expect(run.snapshot.laws.map(\.verdict) == [.held, .held, .pending])
    run.turn(0, to: 0)
    run.turn(1, to: 0)
    _ = run.advance(until: run.now + .seconds(30), limit: .max)
    #expect(run.isDrained)
    run.judge()
    #expect(run.snapshot.laws.map(\.verdict) == [.held, .held, .held])
  }

  @Test func `a law that is broken stays so and says what was seen first`() throws {
    var run = Toys.leaky.start(1, nil, true)
    #expect(run.snapshot.laws.map(\.verdict) == [.pending, .notReached, .pending])
    _ = run.advance(until: .start + .seconds(10), limit: .max)
    // Twenty cars.
    for _ in 0..<2 { run.act(2, isOn: true) }
    #expect(run.snapshot.laws.map(\.verdict) == [.held, .held, .pending])
    run.act(0, isOn: true)
    _ = run.advance(until: .start + .seconds(20), limit: .max)
    run.act(0, isOn: false)
    let law = run.snapshot.laws[0], first = try #require(law.first)
    #expect(law.verdict == .violated && law.hits > 50 && law.checks == 200)
    #expect(first.at > .start + .seconds(10) && first.at < .start + .seconds(12))
    #expect(first.detail.contains(" arrived, "))
    run.turn(0, to: 0)
    _ = run.advance(until: .start + .seconds(60), limit: .max)
    run.judge()
    #expect(run.snapshot.laws[2].verdict == .violated)
    #expect(run.snapshot.laws[0].first?.at == first.at)
  }

  /// A value that was computed once, in another process: whoever changes it breaks every recorded session.
  @Test func `a run with inputs has the digest that it had before`() {
    let run = run(42) {
      _ = $0.advance(until: .start + .seconds(5), limit: .max)
      $0.turn(0, to: 50)
      $0.act(1, isOn: true)
      $0.act(3, isOn: true)
    }
    #expect(run.processed == 1993)
    #expect(run.digest.description == "ae14d13a8fdcb475")
  }

  @Test func `a promise that counts stays broken, and says when and how often`() throws {
    var run = run(seconds: 5)
    #expect(run.snapshot.promises.map(\.verdict) == [.kept, .kept, .kept])
    run.act(0, isOn: true)
    _ = run.advance(until: .start + .seconds(6), limit: .max)
    run.act(0, isOn: false)
    _ = run.advance(until: .start + .seconds(9), limit: .max)
    let promise = run.snapshot.promises[0]
    #expect(promise.verdict == .broken)
    #expect(promise.breaks > 5)
    let first = try #require(promise.first)
    #expect(first.at > .start + .seconds(5) && first.at <= .start + .seconds(6))
  }

  @Test func `a promise is mended when it is kept again, and a fault may be excepted`() {
    var run = run { $0.turn(2, to: 2) }
    #expect(run.snapshot.promises[1].verdict == .broken)
    run.turn(2, to: 0)
    _ = run.advance(until: run.now + .seconds(15), limit: .max)
    #expect(run.snapshot.promises[1].verdict == .mended)
    let excepted = self.run {
      $0.turn(2, to: 2)
      $0.act(2, isOn: true)
    }
    #expect(excepted.snapshot.promises[1].verdict == .excepted)
    #expect(excepted.snapshot.promises[1].breaks == 0)
  }

  @Test(arguments: 1...20) func `a moment is the same after going back and on again`(_ seed: UInt64) {
    var run = run(seed) {
      _ = $0.advance(until: .start + .seconds(2), limit: .max)
      $0.act(0, isOn: true)
      $0.turn(2, to: 1)
      _ = $0.advance(until: .start + .seconds(4), limit: .max)
      $0.act(2, isOn: true)
    }
    let (digest, tip, faults, knobs) = (run.digest, run.map.moment, run.snapshot.faults, run.snapshot.knobs)
    run.go(to: .start + .seconds(3))
    #expect(run.snapshot.faults == [0])
    run.go(to: tip)
    #expect(run.digest == digest && run.snapshot.faults == faults && run.snapshot.knobs == knobs)
    let again = self.run(seed) {
      _ = $0.advance(until: .start + .seconds(2), limit: .max)
      $0.act(0, isOn: true)
      $0.turn(2, to: 1)
      _ = $0.advance(until: .start + .seconds(4), limit: .max)
      $0.act(2, isOn: true)
    }
    #expect(again.digest == digest)
  }

  @Test func `what an agenda holds of an event takes at most 24 bytes, whatever the lab`() {
    #expect(Context<Turnstile>.bytesPerEvent <= 24)
  }

  @Test func `an input that means nothing does nothing`() {
    let plain = run()
    let strange = run {
      $0.act(99, isOn: true)
      $0.act(-1, isOn: true)
      $0.turn(99, to: 1)
      $0.act(3, isOn: false)
    }
    #expect(plain.digest == strange.digest)
  }
}
