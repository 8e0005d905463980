import Diagnostics
import Engine
import LabKit

/// The run of a lab whose file was changed: the same seed, and what was done in the old run done again, as far as the new
/// file still has it.
public struct Reload: Sendable {
  /// The new run, as far as the old one was.
  public private(set) var run: any LabRun
  /// What was set or done in the old run and cannot be any more, as it is written on the command line, each once.
  public private(set) var vanished: [String] = []

  /// Does again what was done on the branch that `old` is on. Knobs begin as the new file says, but for those that the old
  /// run did not begin as its file said. Complexity: that of the old run.
  public init(of old: any LabRun, as lab: LabEntry) {
    var beginning = old
    beginning.go(to: .beginning)
    var knobs = lab.defaults, vanished: [String] = []
    func change(_ text: String) -> TimedInput.Change? {
      if let change = try? TimedInput.Change(text, for: lab) { return change }
      if !vanished.contains(text) { vanished.append(text) }
      return nil
    }
    for (field, (value, usual)) in zip(old.entry.knobs, zip(beginning.snapshot.knobs, old.entry.defaults))
    where value != usual {
      if case .turn(let knob, let value)? = change("\(field.key)=\(field.text(value))") { knobs[knob] = value }
    }
    run = lab.start(old.seed, knobs, true)
    for input in old.journal {
      guard let change = change(input.text) else { continue }
      _ = run.advance(until: input.at, limit: .max)
      change.apply(to: &run)
    }
    _ = run.advance(until: old.now, limit: .max)
    self.vanished = vanished
  }
}
