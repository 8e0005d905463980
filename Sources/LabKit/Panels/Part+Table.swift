import Engine
import Grid

/// A column of `Part.table`: a figure for each member of a family.
public struct Column<L: Lab>: Sendable {
  let title: String, alignment: Alignment, minimum: Int, priority: Int
  let cell: @Sendable (View<L>, Int) -> Span
  /// The meters that can be read from it, and their role.
  private(set) var shownMeters: [ShownMeter<L>] = []

  private func showing(_ meters: [L.Meter], as role: Role) -> Column {
    var column = self
    column.shownMeters = meters.map { ShownMeter(.all($0), role) }
    return column
  }

  /// A text for each member, by its position.
  public static func text(
    _ title: String, minimum: Int = 4, priority: Int = 1, alignment: Alignment = .leading,
    _ cell: @escaping @Sendable (_ view: View<L>, _ member: Int) -> Span
  ) -> Column { Column(title: title, alignment: alignment, minimum: minimum, priority: priority, cell: cell) }

  /// What some counters together count a second; in the role of bad, with a mark, from `alarm` on.
  public static func rate(
    _ title: String, _ meters: L.Meter..., role: Role = .text, alarm: Double? = nil, minimum: Int = 5, priority: Int = 1
  ) -> Column {
    .text(title, minimum: max(minimum, title.columns), priority: priority, alignment: .trailing) { view, member in
      let rates = meters.compactMap { view.rate(.of($0, at: member)) }
      guard rates.count == meters.count else { return Span(Figure.none, .muted) }
      let rate = rates.reduce(0, +)
      let isBad = alarm.map { rate >= $0 } ?? false
      // A rate in whole numbers: what jitters below that is not worth a redraw.
      return Span((isBad ? "✗" : "") + String(Int(rate.rounded())), isBad ? .bad : rate < 0.5 ? .muted : role)
    }.showing(meters, as: role)
  }

  /// What a counter counts a second of what another one offers, such as answers in time: good when it is most of that,
  /// and bad, with a mark, when it is next to nothing.
  public static func good(_ title: String, _ meter: L.Meter, of offered: L.Meter, priority: Int = 1) -> Column {
    .text(title, minimum: max(5, title.columns), priority: priority, alignment: .trailing) { view, member in
      view.share(view.rate(.of(meter, at: member)), of: view.rate(.of(offered, at: member)))
    }.showing([meter], as: .good)
  }

  /// What some counters counted since the start; in the role of bad, with a mark, when it is not 0 and `isBad`.
  public static func total(
    _ title: String, _ meters: L.Meter..., role: Role = .text, isBad: Bool = false, priority: Int = 1
  ) -> Column {
    .text(title, minimum: max(5, title.columns), priority: priority, alignment: .trailing) { view, member in
      let total = meters.reduce(0) { $0 + view.total(.of($1, at: member)) }
      let isAlarming = isBad && total > 0
      return Span((isAlarming ? "✗" : "") + Figure.count(total), isAlarming ? .bad : role)
    }.showing(meters, as: isBad ? .bad : role)
  }

  /// The time that `percent` of 100 did not exceed, in all since the start; a dash when nothing was recorded.
  public static func percentile(_ title: String, _ percent: Double, _ meter: L.Meter, priority: Int = 1) -> Column {
    .text(title, minimum: max(7, title.columns), priority: priority, alignment: .trailing) { view, member in
      let time = view.percentile(percent, .of(meter, at: member))
      return Span(time.map { Figure.milliseconds($0.milliseconds) } ?? Figure.none, .muted)
    }.showing([meter], as: .series1)
  }

  /// The level of a gauge; a dash when it was never set.
  public static func level(_ title: String, _ meter: L.Meter, role: Role = .text, priority: Int = 1) -> Column {
    .text(title, minimum: max(4, title.columns), priority: priority, alignment: .trailing) { view, member in
      Span(view.level(.of(meter, at: member)).map { Figure.count($0) } ?? Figure.none, role)
    }.showing([meter], as: role)
  }
}

extension Part {
  /// A table with a row for each of `rows` members of a family, and their names in the first column under `title`.
  public static func table(
    _ title: String, rows: @escaping @Sendable (View<L>) -> [Span], _ columns: [Column<L>]
  ) -> Part {
    Part(least: 2, most: { view, _ in rows(view).count + 1 }) { view, canvas in
      var names = rows(view)
      let columnsWidth = columns.reduce(0) { $0 + $1.minimum + 1 }
      // Rather than a column, the names lose what comes after their first word.
      let isShort = columnsWidth + (names.map(\.columns).max() ?? 0) > canvas.width
      if isShort { names = names.map { Span(String($0.text.prefix { $0 != " " }), $0.role, $0.emphasis) } }
      Table(
        [
          Table.Column(
            title, minimum: min(isShort ? 12 : .max, max(title.columns, names.map(\.columns).max() ?? 2)), priority: 100
          )
        ] + columns.map { Table.Column($0.title, alignment: $0.alignment, minimum: $0.minimum, priority: $0.priority) },
        rows: names.enumerated().map { member, name in [name] + columns.map { $0.cell(view, member) } }
      ).draw(on: &canvas)
    }.priority(2).with(\.shownMeters, columns.flatMap(\.shownMeters))
  }

  /// A table with a row for each label of a family.
  public static func table<M: Label>(
    _ title: String, of labels: M.Type, roles: [Role] = [], _ columns: [Column<L>]
  ) -> Part {
    let names = M.allCases.enumerated().map { index, label in
      Span(label.name, index < roles.count ? roles[index] : .text, .bold)
    }
    return .table(title, rows: { _ in names }, columns)
  }
}
