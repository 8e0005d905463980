import Engine

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
  let meterFamilies: ContiguousArray<Family>
  let actionFamilies: ContiguousArray<Family>

  /// The plan of a lab.
  public init(_ blueprint: L.Blueprint) {
    self.blueprint = blueprint
    declaration = L.declaration(of: blueprint)
    actions = declaration.actions.flatMap(\.members)
    meters = declaration.meters.flatMap(\.members)
    actionBases = Plan.bases(declaration.actions.map(\.family))
    meterBases = Plan.bases(declaration.meters.map(\.family))
    actionFamilies = ContiguousArray(declaration.actions.map(\.family))
    meterFamilies = ContiguousArray(declaration.meters.map(\.family))
  }

  private static func bases(_ families: [Family]) -> ContiguousArray<Int> {
    families.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
  }

  /// The positions of every member of some actions.
  func positions(of actions: [L.Action]) -> [Int] {
    actions.flatMap { Array(actionBases[$0.rawValue]..<actionBases[$0.rawValue + 1]) }
  }

  /// The family that an action belongs to, and which member it is.
  func action(at position: Int) -> (action: L.Action, member: Int) {
    let family = actionBases.lastIndex { $0 <= position }!
    return (L.Action(rawValue: family)!, position - actionBases[family])
  }
}

extension Plan where L.Blueprint == NoBlueprint {
  /// The plan of a lab that is written in Swift.
  public convenience init() { self.init(NoBlueprint()) }
}
