import FirstEdition

/// A published figure of a station, with the standard error that the study of it has.
///
/// The tolerance is the greater of 1 % and four standard errors. It has to be known before the study is made, and a
/// study that is wrong must not excuse itself; so the error stands in the table as a number, and a test compares it with
/// what the study says.
public struct QueueFigure: Sendable {
  /// The station and what is measured of it.
  public let name: String
  /// The published number.
  public let expected: Double
  /// The standard error of the study's mean, to two digits.
  public let standardError: Double
  /// Makes the study, or hands out the one that was made.
  public let study: @Sendable () -> QueueStudy
  /// The figure in one run.
  public let figure: @Sendable (QueueTally) -> Double

  init(
    _ name: String, _ expected: Double, standardError: Double, of study: @escaping @Sendable () -> QueueStudy,
    figure: @escaping @Sendable (QueueTally) -> Double
  ) {
    self.name = name
    self.expected = expected
    self.standardError = standardError
    self.study = study
    self.figure = figure
  }

  var verification: Verification {
    Verification(
      "queueing", source: "Kleinrock 1975", name, expected: expected,
      .absolute(max(0.01 * abs(expected), 4 * standardError)), measure: { study().mean(figure) })
  }
}

extension QueueTables {
  /// Little's law holds to the nanosecond in every run of every table, since each ends as empty as it began.
  private static let little = Verification(
    "queueing", source: "Little 1961", "runs whose area under L is not the sum of all W", expected: 0
  ) {
    Double(figures.reduce(0) { sum, figure in sum + figure.study().runs.count { $0.area != $0.sojourns } })
  }

  /// What a lab puts into its card.
  static var verifications: [Verification] { figures.map(\.verification) + [little] }
}
