import Engine
import LabKit
import Runs
import Testing
import ToyLab

@Suite struct TrialTests {
  private let trials = (1...300).map { Script(trialOf: Toys.toll, seed: $0, lasting: .seconds(120)) }
  private let end = Instant.start + .seconds(120)

  private func shares(_ condition: (Script) -> Bool) -> Double {
    Double(trials.filter(condition).count) / Double(trials.count)
  }

  private func happens(_ script: Script, _ condition: (TimedInput.Change) -> Bool) -> Bool {
    script.inputs.contains { $0.at < end && condition($0.change) }
  }

  @Test func `every trial has a fault and some heal it`() {
    #expect(shares { happens($0) { [.act(0), .act(1)].contains($0) } } == 1)
    let healed = shares { happens($0) { [.heal(0), .heal(1)].contains($0) } }
    #expect(0.6...0.99 ~= healed, "\(healed)")
  }

  @Test func `deeds and turns happen in most trials`() {
    #expect(0.6...0.9 ~= shares { happens($0) { $0 == .act(2) } })
    #expect(0.6...0.95 ~= shares { happens($0) { if case .turn = $0 { true } else { false } } })
  }

  @Test func `half of the knobs begin as usual`() {
    for knob in Toys.toll.knobs.indices {
      let usual = shares { $0.knobs[knob] == Toys.toll.defaults[knob] }
      let byChance = 0.5 / Double(Toys.toll.knobs[knob].positions)
      #expect(abs(usual - 0.5 - byChance) < 0.12, "\(Toys.toll.knobs[knob].key) \(usual)")
    }
  }

  @Test func `every value is one that a knob can take`() throws {
    for trial in trials {
      for (field, value) in zip(Toys.toll.knobs, trial.knobs) {
        #expect(try field.value(of: field.text(value)) == value)
      }
    }
    let lanes = Set(trials.map { $0.knobs[2] })
    #expect(lanes == [1, 2, 3, 4], "the whole grid is used, its ends too")
  }

  @Test func `the end heals everything and lets nothing in`() {
    for trial in trials {
      let last = trial.inputs.filter { $0.at >= end }
      #expect(last.allSatisfy { $0.at == end })
      #expect(last.first?.change == .healEverything)
      var knobs = trial.knobs
      for input in trial.inputs {
        if case .turn(let knob, let value) = input.change { knobs[knob] = value }
      }
      #expect(knobs[0] == 0 && knobs[1] == 10)
    }
  }

  @Test func `times are whole milliseconds`() {
    #expect(trials.allSatisfy { $0.inputs.allSatisfy { $0.at.nanoseconds % 1_000_000 == 0 } })
  }

  @Test func `a trial follows from its seed`() {
    #expect(Set(trials.map(\.options)).count == trials.count)
    let again = Script(trialOf: Toys.toll, seed: 7, lasting: .seconds(120))
    #expect(again.options == trials[6].options)
  }

  @Test func `what can be reached depends on the knobs before the end`() throws {
    let dry = Script(Toys.toll, knobs: [0, 100, 1, 40, 1, 1])
    #expect(!dry.canReach(1, before: end))
    let turned = try Script(Toys.toll, settings: ["traffic=0"], inputs: ["10s:traffic=3", "20s:traffic=0"])
    #expect(turned.canReach(1, before: end))
    #expect(!turned.canReach(1, before: .start + .seconds(10)))
    #expect(!Script(Toys.idle).canReach(1, before: end))
  }
}
