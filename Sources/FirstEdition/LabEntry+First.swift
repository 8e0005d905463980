import Engine
import LabKit

extension LabEntry {
  /// The entry of a lab under the first contract.
  public init<L: Lab>(first lab: L.Type) {
    let card = L.card
    let fields = L.Knobs.allPositions.map(\.field)
    let all = Array(L.Action.allCases)
    self.init(
      id: card.id, title: card.title, group: card.group, summary: card.summary, whenToUse: card.whenToUse,
      whenNot: card.whenNot, simplifies: card.simplifies, knobs: fields, defaults: L.Knobs().values,
      actions: all.map { ActionField(id: $0.rawValue, declaration: $0.declaration) },
      meters: L.Meter.allCases.map(\.declaration), laws: L.Law.allCases.map(\.declaration),
      panels: card.panels.map { panel in
        PanelField(
          title: panel.title, topics: panel.topics,
          knobs: panel.knobs.compactMap { key in fields.firstIndex { $0.key == key } },
          actions: panel.actions.compactMap { all.firstIndex(of: $0) },
          unknownKnobs: panel.knobs.filter { key in !fields.contains { $0.key == key } },
          minimumWidth: panel.minimumWidth, minimumHeight: panel.minimumHeight)
      },
      verifications: card.verifications, drainsWithin: card.drainsWithin,
      canReach: { law, values, faults in
        let actions = Array(L.Action.allCases)
        return L.canReach(Array(L.Law.allCases)[law], L.Knobs(values: values), faults.map { actions[$0] })
      },
      startSpaced: { entry, seed, values, eventsPerCheckpoint in
        TypedRun<L>(
          entry: entry, seed: seed, knobs: values.map { L.Knobs(values: $0) } ?? L.Knobs(),
          eventsPerCheckpoint: eventsPerCheckpoint)
      })
  }
}
