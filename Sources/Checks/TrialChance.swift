import Engine
import LabKit
import Runs

/// What chance does in one trial.
struct TrialChance {
  private let seed: UInt64
  private let span: Interval

  private enum Purpose: UInt64 {
    case knobs, faults, deeds, turns
  }

  init(seed: UInt64, span: Interval) {
    self.seed = seed
    self.span = span
  }

  private func numbers(_ purpose: Purpose, _ entity: Int) -> Draw {
    // Apart from the lab's own streams, which number from 1.
    Draw(seed: seed, stream: DrawStream(0x7472_6961_6C00 + purpose.rawValue), entity: UInt64(entity))
  }

  /// Some moment, on whole milliseconds so that commands stay readable.
  private func moment(_ draw: inout Draw, inFirst share: Double = 1) -> Instant {
    Instant(nanoseconds: UInt64(draw.uniform() * share * span.milliseconds) * 1_000_000)
  }

  /// Where a knob begins: half of them as usual, the others anywhere on their grid.
  func start(of field: KnobField, _ index: Int, _ usual: Double) -> Double {
    var draw = numbers(.knobs, index)
    return draw.chance(0.5) ? usual : field.value(at: draw.below(field.positions))
  }

  /// One to four faults, most of them healed again before the end; short outages more often than long ones.
  func faults(_ faults: [Int]) -> [TimedInput] {
    guard !faults.isEmpty else { return [] }
    var number = numbers(.faults, 0)
    let most = number.below(4) + 1
    return (1...most).flatMap { entity -> [TimedInput] in
      var draw = numbers(.faults, entity)
      let fault = faults[draw.below(faults.count)]
      let begin = moment(&draw, inFirst: 0.8)
      let injected = TimedInput(at: begin, .act(fault))
      guard draw.chance(0.7) else { return [injected] }
      let rest = (.start + span - begin).milliseconds
      let outage = (rest * draw.uniform() * draw.uniform()).rounded(.down)
      return [injected, TimedInput(at: begin + .milliseconds(outage), .heal(fault))]
    }
  }

  /// One fault, in half of the runs healed again before the end.
  func outage(of fault: Int, from start: Instant) -> [TimedInput] {
    var draw = numbers(.faults, fault)
    let begin = start + .milliseconds((draw.uniform() * 3000).rounded(.down))
    let injected = TimedInput(at: begin, .act(fault))
    guard draw.chance(0.5) else { return [injected] }
    let outage = .milliseconds((1000 + 14_000 * draw.uniform()).rounded(.down)) as Interval
    return [injected, TimedInput(at: min(begin + outage, .start + span), .heal(fault))]
  }

  /// Up to three things that are done once.
  func deeds(_ once: [Int]) -> [TimedInput] {
    guard !once.isEmpty else { return [] }
    var number = numbers(.deeds, 0)
    return (0..<number.below(4)).map { entity in
      var draw = numbers(.deeds, entity + 1)
      return TimedInput(at: moment(&draw), .act(once[draw.below(once.count)]))
    }
  }

  /// Up to four turns of knobs.
  func turns(_ knobs: [KnobField]) -> [TimedInput] {
    guard !knobs.isEmpty else { return [] }
    var number = numbers(.turns, 0)
    return (0..<number.below(5)).map { entity in
      var draw = numbers(.turns, entity + 1)
      let knob = draw.below(knobs.count)
      return TimedInput(at: moment(&draw), .turn(knob, knobs[knob].value(at: draw.below(knobs[knob].positions))))
    }
  }
}
