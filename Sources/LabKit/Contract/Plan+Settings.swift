extension LabEntry.PanelField {
  init<L: Lab>(_ panel: Panel<L>, _ plan: Plan<L>) {
    let keys = plan.declaration.knobs.map { $0.field.key }
    let found = panel.knobs.map { name in keys.indices.filter { keys[$0].isNamed(name) } }
    self.init(
      title: panel.title, reading: panel.reading, topics: panel.topics, knobs: found.flatMap { $0 },
      actions: plan.positions(of: panel.actions),
      labs: panel.labs.map { lab, faults in
        LabEntry.PatternLab(
          lab: lab, faults: faults.flatMap { own, theirs in plan.positions(of: [own]).map { ($0, theirs) } })
      }, meters: plan.meters(of: panel),
      unknownKnobs: zip(panel.knobs, found).filter { $0.1.isEmpty }.map(\.0), minimumWidth: panel.minimumWidth,
      minimumHeight: panel.minimumHeight, isOnDemand: panel.isOnDemand, isSlowed: panel.isBrief != nil)
  }
}

extension String {
  /// Whether a panel means this knob: by its name, or by that of its family with `*` for the label.
  fileprivate func isNamed(_ name: String) -> Bool {
    let parts = name.split(separator: "*", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return self == name }
    return count > parts[0].count + parts[1].count && hasPrefix(parts[0]) && hasSuffix(parts[1])
  }
}

extension Plan {
  /// All settings as numbers, in the order of the knobs.
  func values(_ knobs: L.Knobs) -> [Double] { declaration.knobs.map { $0.value(knobs) } }

  /// Settings from numbers in the order of the knobs, each brought into its range.
  func knobs(_ values: [Double]) -> L.Knobs {
    zip(declaration.knobs, values).reduce(into: declaration.start) { knobs, pair in
      pair.0.set(&knobs, pair.0.field.fitted(pair.1))
    }
  }
}
