import Engine
import Grid

/// One of the values that a chart shows over time.
public struct Curve<L: Lab>: Sendable {
  let label: String, readings: Readings<L>, role: Role

  /// A value over time: of a counter the rate, of a gauge the level, of a latency the mean.
  public init(_ label: String, _ readings: Readings<L>, _ role: Role) {
    (self.label, self.readings, self.role) = (label, readings, role)
  }
}

extension Part {
  /// Values over time. What is stacked is a whole and its parts, such as good work and on top of it wasted work; a rule
  /// is a line across it, while there is one.
  public static func chart(
    _ curves: [Curve<L>], isStacked: Bool = true, every seconds: Double = 0.5,
    rule: (@Sendable (View<L>) -> (value: Double, label: String)?)? = nil,
    format: @escaping @Sendable (Double) -> String = { Figure.rate($0) }
  ) -> Part {
    Part(least: 3, most: nil) { view, canvas in
      let every = max(1, Int((seconds / L.samplePeriod.seconds).rounded()))
      // More than are shown, since they decide whether the axis could have stayed.
      let most = 2 * AreaChart.samples(forWidth: canvas.width, level: canvas.glyphs)
      let line = rule?(view)
      AreaChart(
        curves.map { curve in
          AreaChart.Series(
            curve.label, view.measured(curve.readings, most: most, every: every), role: curve.role,
            reading: view.isCounter(curve.readings) ? view.rate(curve.readings) : nil)
        },
        arrangement: isStacked ? .stacked : .overlaid,
        rule: line.map { AreaChart.Rule($0.value, $0.label, role: .bad) },
        sampleCount: view.context.history.count / every, samplePeriod: Double(every) * L.samplePeriod.seconds,
        isSteady: true, labels: .ends, format: format
      ).draw(on: &canvas)
    }.with(\.share, 3).with(\.shownMeters, curves.map { ShownMeter($0.readings, $0.role) })
  }

  /// Bars that fill up, one below the other: how much of how much. A nil row is left out; what was not measured is a
  /// dash.
  public static func gauges(
    labelWidth: Int = 10, readingWidth: Int = 9, _ rows: @escaping @Sendable (View<L>) -> [GaugeRow]
  ) -> Part {
    Part(least: 1, most: { view, _ in rows(view).count }) { view, canvas in
      for (row, gauge) in rows(view).enumerated() where row < canvas.height {
        canvas.inside(Rectangle(column: 0, row: row, width: canvas.width, height: 1)) {
          gauge.drawn(labelWidth: labelWidth, readingWidth: readingWidth).draw(on: &$0)
        }
      }
    }
  }
}

extension View {
  /// What a chart shows of some readings: of times those when something was timed, and gaps between them.
  fileprivate func measured(_ readings: Readings<L>, most: Int, every: Int) -> [Double] {
    let course = course(readings, most: most, every: every)
    guard simulation.context.readings.kinds[columns(readings).lowerBound] == .latency else { return course }
    return course.map { $0 > 0 ? $0 : .nan }
  }

  fileprivate func isCounter(_ readings: Readings<L>) -> Bool {
    simulation.context.readings.kinds[columns(readings).lowerBound] == .counter
  }
}

/// One bar of `Part.gauges`.
public struct GaugeRow: Sendable {
  let label: String, value: Double?, capacity: Double, reading: String?, isBad: Bool, role: Role
  let mark: Double?

  /// So much of so much; bad is shown by colour, a mark and a full bar, not by colour alone. A limit worth pointing at
  /// is marked in the bar.
  public init(
    _ label: String, _ value: Double?, of capacity: Double, reading: String? = nil, isBad: Bool = false,
    role: Role = .series1, mark: Double? = nil
  ) {
    (self.label, self.value, self.capacity) = (label, value, capacity)
    (self.reading, self.isBad, self.role, self.mark) = (reading, isBad, role, mark)
  }

  fileprivate func drawn(labelWidth: Int, readingWidth: Int) -> Gauge {
    let text = reading ?? value.map { "\(Figure.count($0)) of \(Figure.count(capacity))" } ?? Figure.none
    return Gauge(
      isBad ? "✗\(label)" : label, value: value ?? 0, of: capacity, role: isBad ? .bad : role,
      reading: Span(text, isBad ? .bad : .text), marks: mark.map { [Mark($0, "")] } ?? [],
      labelWidth: labelWidth, readingWidth: readingWidth)
  }
}
