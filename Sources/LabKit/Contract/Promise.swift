import Engine

/// What a pattern promises its users, and how it is judged: in every mode, so that it is broken when the pattern is
/// off.
public struct Promise<L: Lab>: Sendable {
  /// The name in outputs, with dots or hyphens.
  let name: String
  /// The promise, one plain sentence.
  let sentence: String
  /// The faults against which it is not made; while one of them is injected, and for `grace` after, nothing breaks it.
  let exceptions: [L.Action]
  let grace: Interval
  /// What is counted, singular, its noun first; nil where a breach says what is wrong.
  let counts: String?
  /// How it is broken; nil where the lab does not say.
  let off: PatternOff<L>?
  @usableFromInline let judge: Judge

  @usableFromInline enum Judge: Sendable {
    /// Broken once for each that these meters, by their positions, count.
    case never([Int])
    /// Broken while this says what is wrong.
    case holds(@Sendable (_ lab: L, _ context: Context<L>) -> String?)
  }

  /// Broken once for each thing that a meter counts: what is lost stays lost. `what` says one of them, its noun first,
  /// such as "event lost".
  public static func never(
    _ name: String, _ sentence: String, counted meters: L.Meter..., as what: String, except exceptions: [L.Action] = [],
    breaks off: PatternOff<L>? = nil
  ) -> Promise {
    Promise(
      name: name, sentence: sentence, exceptions: exceptions, grace: .zero, counts: what, off: off,
      judge: .never(meters.map(\.rawValue)))
  }

  /// Broken while `breach` says what is wrong, looked at once a sample period.
  public static func holds(
    _ name: String, _ sentence: String, except exceptions: [L.Action] = [], grace: Interval = .zero,
    breaks off: PatternOff<L>? = nil, breach: @escaping @Sendable (_ lab: L, _ context: Context<L>) -> String?
  ) -> Promise {
    Promise(
      name: name, sentence: sentence, exceptions: exceptions, grace: grace, counts: nil, off: off,
      judge: .holds(breach))
  }

  /// For how long a share does not count on answers.
  @inlinable static var answerSeconds: Double { 2 }

  /// Broken while of what `all` counted lately more than a share was counted by `bad`; nothing is judged in the first half
  /// of that time, and before `atLeast` were counted in it.
  @inlinable public static func share(
    _ name: String, _ sentence: String, lost bad: L.Meter..., among all: L.Meter, most share: Double,
    overSeconds seconds: Double = 10, atLeast few: Double = 20, except exceptions: [L.Action] = [],
    breaks off: PatternOff<L>? = nil
  ) -> Promise {
    .holds(name, sentence, except: exceptions, grace: .seconds(2 * seconds), breaks: off) { _, context in
      // What is lost now came a while ago: when less comes, it is not of what came lately.
      let offered = context.recent(all, overSeconds: seconds + answerSeconds)
      // At the start there is too little to judge, and at the end as well.
      let newest = context.recent(all, overSeconds: seconds / 2)
      guard context.now >= .start + .seconds(seconds / 2), min(offered, 2 * newest) >= few else { return nil }
      let lost = bad.reduce(0) { $0 + context.recent($1, overSeconds: seconds) }
      guard lost > share * offered else { return nil }
      return "\(Int((100 * lost / offered).rounded(.up))) % in the last \(Int(seconds)) s"
    }
  }

  /// Broken while of what `all` counted lately less than a share was counted by `good`; nothing is judged before `atLeast`
  /// were counted in that time.
  @inlinable public static func share(
    _ name: String, _ sentence: String, of good: Readings<L>, among all: Readings<L>, least share: Double,
    overSeconds seconds: Double = 10, atLeast few: Double = 20, except exceptions: [L.Action] = [],
    breaks off: PatternOff<L>? = nil
  ) -> Promise {
    .holds(name, sentence, except: exceptions, grace: .seconds(2 * seconds), breaks: off) { _, context in
      // Before that, what is under way would count as not kept.
      guard context.now >= .start + .seconds(seconds) else { return nil }
      // Answers take a while: when more begins to come, what has just come cannot have been answered yet; when less
      // comes, what is answered now is of what came before.
      func came(_ seconds: Double) -> Double {
        context.recent(all.meter, member: all.member, overSeconds: seconds)
      }
      let offered = min(came(seconds), came(seconds + answerSeconds) - came(answerSeconds))
      guard min(offered, 2 * came(seconds / 2)) >= few else { return nil }
      let kept = context.recent(good.meter, member: good.member, overSeconds: seconds)
      guard kept < share * offered else { return nil }
      let percent = Int((100 * kept / offered).rounded(.down))
      return "\(percent) % in the last \(Int(seconds)) s"
    }
  }
}
