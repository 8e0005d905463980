import Engine
import LabKit

/// A prepared run: what is set, what is done when, what is said meanwhile, and what must come of it; with a twin, a
/// second run from the same seed that differs in a few knobs, mostly in its pattern being on.
public struct Story: Sendable {
  /// The name on the command line.
  public let name: String
  /// The name on the screen.
  public let title: String
  /// One or two sentences; empty where the file says nothing.
  public let summary: String
  /// The lab, its knobs at the start, and what is done to it, in both runs.
  public let script: Script
  /// What is different in the second run from the start; nil when there is only one.
  public let twin: [TimedInput.Change]?
  /// The seed, unless another one is asked for.
  public let seed: UInt64
  /// When it ends.
  public let end: Instant
  /// What is said, in the order of time.
  public let narration: [Narration]
  /// What must come of it, in the order in which the file says it.
  public let expectations: [Expectation]

  /// A sentence and when it is said.
  public struct Narration: Sendable, Equatable {
    /// When.
    public let at: Instant
    /// The sentence, without control characters.
    public let text: String
  }

  /// A run at its start in which the story's inputs happen by themselves, with the twin beside it; nil is the
  /// story's own seed.
  public func begun(seed: UInt64? = nil) -> any LabRun { StoryRun(self, seed: seed) }

  /// The longest story; who waits for more has opened the wrong file.
  static let longest = Interval.seconds(600)
  /// More inputs, sentences or expectations than that are refused.
  static let mostEntries = 200

  /// The knobs in which a run differs from the lab's defaults, as `KNOB=VALUE`.
  func settings(ofTwin isTwin: Bool) -> String {
    let lab = script.lab
    let changed = lab.knobs.indices.filter { script.knobs[$0] != lab.defaults[$0] }
      .map { "\(lab.knobs[$0].key)=\(lab.knobs[$0].text(script.knobs[$0]))" }
    let other = isTwin ? (twin ?? []).map { $0.text(for: lab) } : []
    return (isTwin ? other : changed).joined(separator: " ")
  }
}
