import Engine
import LabKit
import Runs

/// A prepared run: what is set, what is done when, what is said meanwhile, and what must come of it; with a twin, a
/// second run from the same seed that differs in a few knobs or faults, mostly in its pattern being on.
public struct Story: Sendable {
  /// The name on the command line.
  public let name: String
  /// The name on the screen.
  public let title: String
  /// One or two sentences; empty where the file says nothing.
  public let summary: String
  /// The lab.
  public let lab: LabEntry
  /// The knobs at the start of the first run, in the order of the lab's knobs; a twin begins with the same, and what
  /// is different in it comes at once.
  public let knobs: [Double]
  /// Whether there is a second run.
  public let hasTwin: Bool
  /// What is done, in the order of time; at one instant in the order of the file, what makes the twin another run first.
  let cues: [Cue]
  /// The seed, unless another one is asked for.
  public let seed: UInt64
  /// When it ends.
  public let end: Instant
  /// What is said, in the order of time.
  public let narration: [Narration]
  /// What must come of it, in the order in which the file says it.
  public let expectations: [Expectation]
  /// The panel and the meter in which it can be seen, by their positions among the lab's; nil leaves it to the screen.
  public let panel: Int?, meter: Int?
  /// What it comes to in one sentence, empty where the file does not say, and what to try then.
  public let ending: Storyline.Ending
  /// The file that it was read from, so that who writes it down can read it again.
  public let text: String

  /// Something that is done, and to whom.
  struct Cue: Sendable, Equatable {
    /// When, and what.
    let input: TimedInput
    /// To whom.
    let runs: Runs
  }

  /// Which of a story's runs something is for.
  enum Runs: Sendable {
    case both, first, twin

    /// Whether it is for a run.
    func includes(twin isTwin: Bool) -> Bool { self == .both || (self == .twin) == isTwin }
  }

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

  /// What is set and done in one of the runs.
  public func script(ofTwin isTwin: Bool) -> Script {
    Script(lab, knobs: knobs, inputs: cues.filter { $0.runs.includes(twin: isTwin) }.map(\.input))
  }

  /// What is done to one run alone.
  private func ownInputs(ofTwin isTwin: Bool) -> [TimedInput] {
    cues.filter { $0.runs == (isTwin ? .twin : .first) }.map(\.input)
  }

  /// In what the twin differs from the start on.
  var settingsOfTwin: [String] {
    ownInputs(ofTwin: true).filter { $0.at == .start }.map { $0.change.text(for: lab) }
  }

  /// What a run has that the other one, or the lab as it is, has not: `with mode=none`, `with inbox=on, and 10s:slow
  /// alone`; empty where there is nothing.
  func distinction(ofTwin isTwin: Bool) -> String {
    let own = ownInputs(ofTwin: isTwin)
    let changed = lab.knobs.indices.filter { knobs[$0] != lab.defaults[$0] }
      .map { "\(lab.knobs[$0].key)=\(lab.knobs[$0].text(knobs[$0]))" }
    let settings = isTwin ? settingsOfTwin : changed
    let alone = own.filter { !isTwin || $0.at > .start }.map { $0.text(for: lab) }
    let parts = [
      settings.isEmpty ? nil : "with " + settings.joined(separator: " "),
      alone.isEmpty ? nil : "alone \(alone.joined(separator: " "))",
    ]
    return parts.compactMap { $0 }.joined(separator: ", ")
  }
}
