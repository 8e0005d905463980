extension Report {
  /// One row per figure: meter, statistic, value.
  func csv(_ dialect: CSVDialect) -> String {
    let rows = meters.flatMap { meter in
      meter.figures.map { figure -> [CSVDialect.Field] in
        [.text(meter.declaration.name), .text(figure.statistic), .number(figure.value.figure)]
      }
    }
    return ([[.text("meter"), .text("statistic"), .text("value")]] + rows).map(dialect.line).joined()
  }
}
