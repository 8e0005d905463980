import Engine
import LabKit

/// A published figure of a station, with the standard error that the study of it has.
///
/// The tolerance is the greater of 1 % and four standard errors. It has to be known before the study is made, and a
/// study that is wrong must not excuse itself; so the error stands in the table as a number, and a test compares it with
/// what the study says.
public struct QueueReference: Sendable {
  /// The station and what is measured of it.
  public let name: String
  /// The published number, and the standard error of the study's mean, to two digits.
  public let expected: Double, standardError: Double
  /// Makes the study, or hands out the one that was made.
  public let study: @Sendable () -> QueueStudy
  /// The figure in one run.
  public let figure: @Sendable (QueueResult) -> Double

  init(
    _ name: String, _ expected: Double, _ error: Double, _ study: @escaping @Sendable @autoclosure () -> QueueStudy,
    _ figure: @escaping @Sendable (QueueResult) -> Double
  ) {
    (self.name, self.expected, standardError) = (name, expected, error)
    (self.study, self.figure) = (study, figure)
  }

  var verification: Verification {
    Verification(
      "queueing", source: "Kleinrock 1975", name, expected: expected,
      .absolute(max(0.01 * abs(expected), 4 * standardError)), measure: { study().mean(figure) })
  }
}

/// The textbook's stations (Kleinrock 1975; Harchol-Balter 2013), each studied once and only when it is asked for.
///
/// Mean service time 1 s. Letters as in the books: L customers in the system, W the time in it, Wq the time in line.
/// Customers are as many as bring four standard errors down to about 2 %, where that takes no more than two seconds.
public enum QueueTables {
  private static let half = study { ($0.rate, $0.customers) = (0.5, 150_000) }
  private static let fourFifths = study { ($0.rate, $0.customers) = (0.8, 500_000) }
  private static let nineTenths = study { ($0.rate, $0.customers) = (0.9, 900_000) }
  private static let divided = study { ($0.rate, $0.lines, $0.customers) = (1.6, 2, 500_000) }
  private static let twoServers = study { ($0.rate, $0.servers, $0.customers) = (1.6, 2, 400_000) }
  private static let twoLines = study { ($0.rate, $0.servers, $0.places, $0.customers) = (1.6, 2, 2, 60_000) }
  private static let tenServers = study { ($0.rate, $0.servers, $0.customers) = (8, 10, 500_000) }
  private static let tenLines = study { ($0.rate, $0.servers, $0.places, $0.customers) = (8, 10, 10, 60_000) }
  private static let hundredServers = study { ($0.rate, $0.servers, $0.customers) = (90, 100, 1_000_000) }
  private static let hundredLines = study { ($0.rate, $0.servers, $0.places, $0.customers) = (90, 100, 100, 600_000) }
  private static let tenPlaces = study { ($0.rate, $0.places, $0.customers) = (0.9, 10, 300_000) }
  private static let tenPlacesFull = study { ($0.rate, $0.places, $0.customers) = (1, 10, 300_000) }
  private static let tenPlacesOver = study { ($0.rate, $0.places, $0.customers) = (2, 10, 300_000) }
  private static let constant = study { ($0.rate, $0.service, $0.customers) = (0.8, .constant(.seconds(1)), 250_000) }
  private static let fast = study {
    ($0.rate, $0.service, $0.customers) = (1.6, .exponential(mean: .seconds(0.5)), 400_000)
  }

  private static func study(_ set: (inout QueueModel.Settings) -> Void) -> QueueStudy {
    var settings = QueueModel.Settings()
    set(&settings)
    return QueueStudy(settings)
  }

  /// Every figure of every table, with the standard error that its study was measured to have.
  public static let figures = [
    QueueReference("M/M/1, load 0.5: L", 1, 0.0028, half, \.meanLevel),
    QueueReference("M/M/1, load 0.5: W", 2, 0.0049, half, \.meanSojourn),
    QueueReference("M/M/1, load 0.5: Wq", 1, 0.0044, half, \.meanWait),
    QueueReference("M/M/1, load 0.5: median of W", 1.3863, 0.0026, half) { $0.quantile(0.5) },
    QueueReference("M/M/1, load 0.5: p99 of W", 9.2103, 0.044, half) { $0.quantile(0.99) },
    QueueReference("M/M/1, load 0.8: L", 4, 0.014, fourFifths, \.meanLevel),
    QueueReference("M/M/1, load 0.8: W", 5, 0.017, fourFifths, \.meanSojourn),
    QueueReference("M/M/1, load 0.8: Wq", 4, 0.016, fourFifths, \.meanWait),
    QueueReference("M/M/1, load 0.8: median of W", 3.4657, 0.0097, fourFifths) { $0.quantile(0.5) },
    QueueReference("M/M/1, load 0.8: p99 of W", 23.0259, 0.14, fourFifths) { $0.quantile(0.99) },
    QueueReference("M/M/1, load 0.9: L", 9, 0.04, nineTenths, \.meanLevel),
    QueueReference("M/M/1, load 0.9: W", 10, 0.043, nineTenths, \.meanSojourn),
    QueueReference("M/M/1, load 0.9: Wq", 9, 0.043, nineTenths, \.meanWait),
    QueueReference("M/M/1, load 0.9: median of W", 6.9315, 0.027, nineTenths) { $0.quantile(0.5) },
    QueueReference("M/M/1, load 0.9: p99 of W", 46.0517, 0.49, nineTenths) { $0.quantile(0.99) },
    QueueReference("M/M/2/2, offered load 1.6: share lost (Erlang B)", 0.329897, 0.00051, twoLines, \.lossShare),
    QueueReference("M/M/2, offered load 1.6: share that waits (Erlang C)", 0.711111, 0.00064, twoServers, \.waitShare),
    QueueReference("M/M/2, offered load 1.6: Wq", 1.777778, 0.0092, twoServers, \.meanWait),
    QueueReference("M/M/2, offered load 1.6: W", 2.777778, 0.0095, twoServers, \.meanSojourn),
    QueueReference("M/M/10/10, offered load 8: share lost (Erlang B)", 0.121661, 0.00065, tenLines, \.lossShare),
    QueueReference("M/M/10, offered load 8: share that waits (Erlang C)", 0.40918, 0.00094, tenServers, \.waitShare),
    QueueReference("M/M/10, offered load 8: Wq", 0.20459, 0.0014, tenServers, \.meanWait),
    QueueReference("M/M/10, offered load 8: W", 1.20459, 0.0016, tenServers, \.meanSojourn),
    QueueReference("M/M/100/100, offered load 90: share lost (Erlang B)", 0.026957, 0.00014, hundredLines, \.lossShare),
    QueueReference(
      "M/M/100, offered load 90: share that waits (Erlang C)", 0.21694, 0.0013, hundredServers, \.waitShare),
    QueueReference("M/M/100, offered load 90: Wq", 0.021694, 0.00025, hundredServers, \.meanWait),
    QueueReference("M/M/100, offered load 90: W", 1.021694, 0.00041, hundredServers, \.meanSojourn),
    QueueReference("M/M/1/10, load 0.9: share lost", 0.050814, 0.0003, tenPlaces, \.lossShare),
    QueueReference("M/M/1/10, load 0.9: L", 3.96944, 0.0061, tenPlaces, \.meanLevel),
    QueueReference("M/M/1/10, load 0.9: W of the accepted", 4.6466, 0.007, tenPlaces, \.meanSojourn),
    QueueReference("M/M/1/10, load 0.9: throughput", 0.85427, 0.00032, tenPlaces, \.throughput),
    QueueReference("M/M/1/10, load 1: share lost", 0.090909, 0.00033, tenPlacesFull, \.lossShare),
    QueueReference("M/M/1/10, load 1: L", 5, 0.0063, tenPlacesFull, \.meanLevel),
    QueueReference("M/M/1/10, load 1: W of the accepted", 5.5, 0.0069, tenPlacesFull, \.meanSojourn),
    QueueReference("M/M/1/10, load 1: throughput", 0.90909, 0.00031, tenPlacesFull, \.throughput),
    QueueReference("M/M/1/10, load 2: share lost", 0.500244, 0.00038, tenPlacesOver, \.lossShare),
    QueueReference("M/M/1/10, load 2: L", 9.00537, 0.002, tenPlacesOver, \.meanLevel),
    QueueReference("M/M/1/10, load 2: W of the accepted", 9.00978, 0.0063, tenPlacesOver, \.meanSojourn),
    QueueReference("M/M/1/10, load 2: throughput", 0.99951, 0.00053, tenPlacesOver, \.throughput),
    QueueReference("M/D/1, load 0.8: Wq", 2, 0.0058, constant, \.meanWait),
    QueueReference("two separate M/M/1, load 0.8: W", 5, 0.016, divided, \.meanSojourn),
    QueueReference("one M/M/2 with the same capacity: W", 2.778, 0.0095, twoServers, \.meanSojourn),
    QueueReference("one server twice as fast: W", 2.5, 0.0095, fast, \.meanSojourn),
  ]

  /// Little's law holds to the nanosecond in every run of every table, since each ends as empty as it began.
  private static let little = Verification(
    "queueing", source: "Little 1961", "runs whose area under L is not the sum of all W", expected: 0
  ) { Double(figures.reduce(0) { sum, figure in sum + figure.study().runs.count { !$0.obeysLittle } }) }

  /// What a lab puts into its card.
  static var verifications: [Verification] { figures.map(\.verification) + [little] }
}
