import Engine
import Grid

/// What a lab declares, worked out once for all of its runs. Immutable, so that runs may share it.
public final class Plan<L: Lab>: Sendable {
  /// What the lab is made from.
  public let blueprint: L.Blueprint
  /// What it declares.
  public let declaration: Declaration<L>
  let actions: [LabEntry.ActionField]
  let meters: [MeterDeclaration]
  /// Where each family of actions begins among all actions, and after the last one their number.
  let actionBases: ContiguousArray<Int>
  /// The same of the meters.
  let meterBases: ContiguousArray<Int>
  // What is looked at once a sample period, apart from the declaration: to go through all of that takes longer than to
  // judge.
  /// The rules that are sampled, and which of them are *sometimes*; the promises that a closure judges.
  @usableFromInline let sampledRules: [Int], sampledSometimes: [Bool], judgedPromises: [Int]
  /// What each promise looks at.
  @usableFromInline let promiseLooks: [PromiseLooks]
  let meterFamilies: ContiguousArray<Family>

  /// The plan of a lab.
  public init(_ blueprint: L.Blueprint) {
    self.blueprint = blueprint
    declaration = L.declaration(of: blueprint)
    actions = declaration.actions.flatMap(\.members)
    meters = declaration.meters.flatMap(\.members)
    actionBases = Plan.bases(declaration.actions.map(\.family))
    meterBases = Plan.bases(declaration.meters.map(\.family))
    meterFamilies = ContiguousArray(declaration.meters.map(\.family))
    let (rules, promises) = (declaration.rules, declaration.promises)
    sampledRules = rules.indices.filter { rules[$0].sampled != nil }
    sampledSometimes = sampledRules.map { rules[$0].declaration.kind == .sometimes }
    let (actionBases, meterBases) = (actionBases, meterBases)
    promiseLooks = promises.map { promise in
      var counted: [Int]?
      if case .never(let meters) = promise.judge { counted = Plan.positions(of: meters, meterBases) }
      return PromiseLooks(
        exceptions: Plan.positions(of: promise.exceptions.map(\.rawValue), actionBases),
        grace: promise.grace, counted: counted)
    }
    judgedPromises = promiseLooks.indices.filter { [promiseLooks] in promiseLooks[$0].counted == nil }
  }

  private static func positions(of families: [Int], _ bases: ContiguousArray<Int>) -> [Int] {
    families.flatMap { Array(bases[$0]..<bases[$0 + 1]) }
  }

  private static func bases(_ families: [Family]) -> ContiguousArray<Int> {
    families.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
  }

  /// The positions of every member of some actions.
  func positions(of actions: [L.Action]) -> [Int] { Plan.positions(of: actions.map(\.rawValue), actionBases) }

  /// The positions of the meters that can be read from a panel, with the role of each.
  func meters(of panel: Panel<L>) -> [(meter: Int, role: Role)] {
    panel.parts.flatMap(\.shownMeters).flatMap { shown in
      shown.readings.columns(meterBases).map { ($0, shown.role) }
    }
  }

  /// The family that an action belongs to, and which member it is.
  func action(at position: Int) -> (action: L.Action, member: Int) {
    let family = actionBases.lastIndex { $0 <= position }!
    return (L.Action(rawValue: family)!, position - actionBases[family])
  }
}

/// What a promise looks at: the positions of the faults against which it is not made, and of the meters that count its
/// breaks, nil when a closure judges it.
@usableFromInline struct PromiseLooks: Sendable {
  @usableFromInline let exceptions: [Int], grace: Interval, counted: [Int]?
}

extension Plan where L.Blueprint == NoBlueprint {
  /// The plan of a lab that is written in Swift.
  public convenience init() { self.init(NoBlueprint()) }
}
