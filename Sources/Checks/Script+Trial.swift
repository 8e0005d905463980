import Engine
import LabKit
import Runs

extension Script {
  /// The script of one run of the law suite: knobs, faults and other inputs by chance, for that long; then everything
  /// is healed and nothing comes in any more.
  ///
  /// Half of the knobs stay where they begin, so that ordinary settings are common. All numbers are keyed by what they
  /// are for, so that a new action or knob leaves most of a trial as it was.
  package init(trialOf lab: LabEntry, seed: UInt64, lasting span: Interval) {
    let chance = TrialChance(seed: seed, span: span)
    let knobs = lab.knobs.indices.map { chance.start(of: lab.knobs[$0], $0, lab.defaults[$0]) }
    let faults = lab.actions.indices.filter { lab.actions[$0].declaration.kind == .fault }
    let once = lab.actions.indices.filter { lab.actions[$0].declaration.kind == .once }
    var inputs = chance.faults(faults) + chance.deeds(once) + chance.turns(lab.knobs)
    inputs.sort { $0.at < $1.at }
    inputs += Script.drain(lab, Script.last(of: lab, knobs, inputs), at: .start + span)
    self.init(lab, knobs: knobs, inputs: inputs)
  }

  /// Where the inputs leave the knobs.
  private static func last(of lab: LabEntry, _ knobs: [Double], _ inputs: [TimedInput]) -> [Double] {
    inputs.reduce(into: knobs) { knobs, input in
      if case .turn(let knob, let value) = input.change { knobs[knob] = value }
    }
  }

  /// Whether a sometimes-law, by its position, can be reached: with the faults of the script and the knobs as they are
  /// at the start or after any of its turns before `end`.
  package func canReach(_ law: Int, before end: Instant) -> Bool {
    var knobs = knobs
    var settings = [knobs]
    var faults: Set<Int> = []
    for input in inputs where input.at < end {
      switch input.change {
      case .turn(let knob, let value):
        knobs[knob] = value
        settings.append(knobs)
      case .act(let action) where lab.actions[action].declaration.kind == .fault: faults.insert(action)
      default: break
      }
    }
    let ordered = faults.sorted()
    return settings.contains { lab.canReach(law, $0, ordered) }
  }
}
