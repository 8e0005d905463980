import Diagnostics
import Engine

/// What a pattern promises its users, as it is declared.
public struct PromiseDeclaration: Sendable {
  /// The name in outputs, with dots or hyphens.
  public let name: String
  /// The name as words.
  public let words: String
  /// The promise, one plain sentence.
  public let sentence: String
  /// What breaks it, singular, its noun first, such as "event lost"; nil where it is broken for a while.
  public let counts: String?
  /// The positions, among the lab's actions, of the faults against which it is not made.
  public let exceptions: [Int]
  /// How it is broken; nil where the lab does not say.
  public let off: PromiseBreak?
  /// The positions, among the lab's meters, of those that count how often it is broken; empty where something else
  /// judges it.
  public let counted: [Int]

  init<L: Lab>(_ promise: Promise<L>, _ looks: PromiseLooks, _ plan: Plan<L>) {
    (name, sentence, counts) = (promise.name, promise.sentence, promise.counts)
    words = name.split(separator: "-").joined(separator: " ").printable
    (exceptions, counted) = (looks.exceptions, looks.counted ?? [])
    off = promise.off.map { PromiseBreak($0, plan) }
  }
}

/// How one promise stands in a run.
public struct PromiseLine: Sendable {
  /// Name and sentence.
  public let declaration: PromiseDeclaration
  /// Whether it is kept now.
  public let verdict: Verdict
  /// How often it was broken so far, and the first time.
  public let breaks: UInt64, first: (at: Instant, events: Int, detail: String)?
  /// Since when it is broken, or when the newest of what is counted came; and what was wrong at the newest look.
  public let latest: (at: Instant, detail: String)?
  /// What had just happened when it was broken first: the newest note then and what led to it, latest first.
  public let reasons: [String]

  /// Whether a promise is kept.
  public enum Verdict: String, Sendable {
    /// Never broken.
    case kept
    /// It is broken now; what is counted stays broken.
    case broken
    /// It was broken and is kept again.
    case mended
    /// A fault is injected against which it is not made.
    case excepted
  }
}
