/// What is wrong with a toll road.
public protocol TollFlaw: Sendable {
  /// What its lab is called.
  static var id: String { get }
  /// Cars that pay while the booth is closed vanish: breaks the always-law and the eventually-law.
  static var losesCars: Bool { get }
  /// Opening the booth again does not open it: the road never drains.
  static var staysClosed: Bool { get }
  /// The always-law is never looked at.
  static var neverChecks: Bool { get }
  /// The sometimes-law is reached with the multiples of this seed, and with no other; nil where it depends on the queue.
  static var reachesWithMultiplesOf: UInt64? { get }
  /// No run claims to be able to reach the sometimes-law.
  static var neverReaches: Bool { get }
  /// What a car pays depends on something that is no part of the world, so a way back leads elsewhere.
  static var remembersOutside: Bool { get }
}

extension TollFlaw {
  /// Not this one.
  public static var losesCars: Bool { false }
  /// Not this one.
  public static var staysClosed: Bool { false }
  /// Not this one.
  public static var neverChecks: Bool { false }
  /// Not this one.
  public static var reachesWithMultiplesOf: UInt64? { nil }
  /// Not this one.
  public static var neverReaches: Bool { false }
  /// Not this one.
  public static var remembersOutside: Bool { false }
}

/// Nothing is wrong.
public enum Flawless: TollFlaw {
  /// The lab to test with.
  public static var id: String { "toll" }
}

/// Cars vanish.
public enum Leaky: TollFlaw {
  /// Broken on purpose.
  public static var id: String { "leaky" }
  /// This one.
  public static var losesCars: Bool { true }
}

/// The road never drains once the booth was closed.
public enum Stuck: TollFlaw {
  /// Broken on purpose.
  public static var id: String { "stuck" }
  /// This one.
  public static var staysClosed: Bool { true }
}

/// What should be reached hardly ever is.
public enum Rare: TollFlaw {
  /// Broken on purpose.
  public static var id: String { "rare" }
  /// This one.
  public static var reachesWithMultiplesOf: UInt64? { 20 }
}

/// What should be reached never is.
public enum Never: TollFlaw {
  /// Broken on purpose.
  public static var id: String { "never" }
  /// This one.
  public static var reachesWithMultiplesOf: UInt64? { .max }
}

/// The always-law is never put to the test, and the sometimes-law cannot be reached.
public enum Idle: TollFlaw {
  /// Broken on purpose.
  public static var id: String { "idle" }
  /// This one.
  public static var neverChecks: Bool { true }
  /// And this one.
  public static var neverReaches: Bool { true }
}

/// What happens again is not what happened.
public enum Haunted: TollFlaw {
  /// Broken on purpose.
  public static var id: String { "haunted" }
  /// This one.
  public static var remembersOutside: Bool { true }
}
