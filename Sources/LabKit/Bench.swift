import Engine

/// A run of a lab that code drives, as for a row of `verify`.
public struct Bench<L: Lab>: Sendable where L.Blueprint == NoBlueprint, L.Knobs: KnobSet, L.Action: ActionKind {
  /// The run.
  public var run: Simulation<L>

  /// A run with seed 1 that begins with these settings.
  public init(_ change: (inout L.Knobs) -> Void = { _ in }) {
    var knobs = L.Knobs()
    change(&knobs)
    run = Simulation(Plan(), seed: 1, knobs: knobs)
  }

  /// Lets that many seconds of virtual time go by.
  public mutating func go(_ seconds: Double) { run.advance(until: run.now + .seconds(seconds), limit: .max) }

  /// Injects or heals a fault, or does something once; of a family of faults, the first.
  public mutating func act(_ action: L.Action, isOn: Bool = true) {
    run.act(action, isOn: isOn)
  }

  /// What a counter counted so far; of a family, all of it.
  public func total(_ meter: L.Meter) -> Double { Double(run.context.total(meter)) }

  /// How fast a counter, all of a family together, rises over the next seconds.
  public mutating func rate(_ meter: L.Meter, over seconds: Double) -> Double {
    let before = total(meter)
    go(seconds)
    return (total(meter) - before) / seconds
  }

  /// How fast a member of a family of counters rises over the next seconds.
  public mutating func rate(_ meter: L.Meter, _ member: some Label, over seconds: Double) -> Double {
    let before = run.context.total(meter, member)
    go(seconds)
    return Double(run.context.total(meter, member) - before) / seconds
  }
}
