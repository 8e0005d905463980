import LabKit

/// The toy labs, as a catalogue hands them in.
public enum Toys {
  /// The flawless one.
  public static let toll = LabEntry(TollBooth.self, TollFlaw(id: "toll"))
  /// Cars vanish while the booth is closed.
  public static let leaky = LabEntry(TollBooth.self, TollFlaw(id: "leaky", losesCars: true))
  /// Never drains once the booth was closed.
  public static let stuck = LabEntry(TollBooth.self, TollFlaw(id: "stuck", staysClosed: true))
  /// What should be reached hardly ever is.
  public static let rare = LabEntry(TollBooth.self, TollFlaw(id: "rare", reachesWithMultiplesOf: 20))
  /// What should be reached never is; in no list.
  public static let never = LabEntry(TollBooth.self, TollFlaw(id: "never", reachesWithMultiplesOf: .max))
  /// Its always-law is never put to the test, and its sometimes-law cannot be reached.
  public static let idle = LabEntry(TollBooth.self, TollFlaw(id: "idle", neverChecks: true, neverReaches: true))
  /// What happens again in it is not what happened; in no list, since no digest of it means anything.
  public static let haunted = LabEntry(TollBooth.self, TollFlaw(id: "haunted", remembersOutside: true))
  /// It promises what its road limit keeps. In no list.
  public static let promising = LabEntry(TollBooth.self, TollFlaw(id: "promising", promise: .kept))
  /// It promises what is broken with the limit on as well. In no list.
  public static let boasting = LabEntry(TollBooth.self, TollFlaw(id: "boasting", promise: .tooMuch))
  /// It promises what nothing breaks. In no list.
  public static let idling = LabEntry(TollBooth.self, TollFlaw(id: "idling", promise: .nothing))
  /// What its promise names is not there. In no list.
  public static let misnaming = LabEntry(TollBooth.self, TollFlaw(id: "misnaming", promise: .misnamed))
  /// All of them that a list can have.
  public static let all = [toll, leaky, stuck, rare, idle]
}

/// What is wrong with a toll road, and what its lab is called.
struct TollFlaw: Sendable {
  let id: String
  /// Cars that pay while the booth is closed vanish: breaks the always-law and the eventually-law.
  var losesCars = false
  /// Opening the booth again does not open it: the road never drains.
  var staysClosed = false
  /// The always-law is never looked at.
  var neverChecks = false
  /// The sometimes-law is reached with the multiples of this seed, and with no other; nil where it depends on the queue.
  var reachesWithMultiplesOf: UInt64?
  /// No run claims to be able to reach the sometimes-law.
  var neverReaches = false
  /// What it promises.
  var promise: Promised?
  enum Promised { case kept, tooMuch, nothing, misnamed }
  /// What a car pays depends on something that is no part of the world, so a way back leads elsewhere.
  var remembersOutside = false
}
