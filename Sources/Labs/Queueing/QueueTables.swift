import Engine
import LabKit

/// The textbook's stations (Kleinrock 1975; Harchol-Balter 2013), each studied once and only when it is asked for.
///
/// Mean service time 1 s. Letters as in the books: L customers in the system, W the time in it, Wq the time in line.
enum QueueTables {
  private static let mm15 = study {
    $0.rate = 0.5; $0.customers = 40000
  }
  private static let mm18 = study {
    $0.rate = 0.8; $0.customers = 60000
  }
  private static let mm19 = study {
    $0.rate = 0.9; $0.customers = 100000
  }
  private static let mmc2 = study {
    $0.rate = 1.6; $0.servers = 2; $0.customers = 60000
  }
  private static let mmcc2 = study {
    $0.rate = 1.6; $0.servers = 2; $0.places = 2; $0.customers = 40000
  }
  private static let mmc10 = study {
    $0.rate = 8; $0.servers = 10; $0.customers = 80000
  }
  private static let mmcc10 = study {
    $0.rate = 8; $0.servers = 10; $0.places = 10; $0.customers = 40000
  }
  private static let mmc100 = study {
    $0.rate = 90; $0.servers = 100; $0.customers = 100000
  }
  private static let mmcc100 = study {
    $0.rate = 90; $0.servers = 100; $0.places = 100; $0.customers = 40000
  }
  private static let mm1k9 = study {
    $0.rate = 0.9; $0.places = 10; $0.customers = 50000
  }
  private static let mm1k10 = study {
    $0.rate = 1.0; $0.places = 10; $0.customers = 50000
  }
  private static let mm1k20 = study {
    $0.rate = 2.0; $0.places = 10; $0.customers = 50000
  }
  private static let md1 = study {
    $0.rate = 0.8; $0.service = .constant(.seconds(1)); $0.customers = 60000
  }
  private static let fast = study {
    $0.rate = 1.6; $0.service = .exponential(mean: .seconds(0.5)); $0.customers = 60000
  }

  private static func study(_ set: (inout QueueModel.Knobs) -> Void) -> QueueStudy {
    var knobs = QueueModel.Knobs()
    set(&knobs)
    return QueueStudy(knobs)
  }

  /// Every figure of every table.
  static let figures: [QueueFigure] = [
    QueueFigure(
      name: "M/M/1, load 0.5: L", expected: 1, standardError: 0,
      study: { mm15 }, figure: { $0.meanLevel }),
    QueueFigure(
      name: "M/M/1, load 0.5: W", expected: 2, standardError: 0,
      study: { mm15 }, figure: { $0.meanSojourn }),
    QueueFigure(
      name: "M/M/1, load 0.5: Wq", expected: 1, standardError: 0,
      study: { mm15 }, figure: { $0.meanWait }),
    QueueFigure(
      name: "M/M/1, load 0.5: median of W", expected: 1.3863, standardError: 0,
      study: { mm15 }, figure: { $0.quantile(0.5) }),
    QueueFigure(
      name: "M/M/1, load 0.5: p99 of W", expected: 9.2103, standardError: 0,
      study: { mm15 }, figure: { $0.quantile(0.99) }),
    QueueFigure(
      name: "M/M/1, load 0.8: L", expected: 4, standardError: 0,
      study: { mm18 }, figure: { $0.meanLevel }),
    QueueFigure(
      name: "M/M/1, load 0.8: W", expected: 5, standardError: 0,
      study: { mm18 }, figure: { $0.meanSojourn }),
    QueueFigure(
      name: "M/M/1, load 0.8: Wq", expected: 4, standardError: 0,
      study: { mm18 }, figure: { $0.meanWait }),
    QueueFigure(
      name: "M/M/1, load 0.8: median of W", expected: 3.4657, standardError: 0,
      study: { mm18 }, figure: { $0.quantile(0.5) }),
    QueueFigure(
      name: "M/M/1, load 0.8: p99 of W", expected: 23.0259, standardError: 0,
      study: { mm18 }, figure: { $0.quantile(0.99) }),
    QueueFigure(
      name: "M/M/1, load 0.9: L", expected: 9, standardError: 0,
      study: { mm19 }, figure: { $0.meanLevel }),
    QueueFigure(
      name: "M/M/1, load 0.9: W", expected: 10, standardError: 0,
      study: { mm19 }, figure: { $0.meanSojourn }),
    QueueFigure(
      name: "M/M/1, load 0.9: Wq", expected: 9, standardError: 0,
      study: { mm19 }, figure: { $0.meanWait }),
    QueueFigure(
      name: "M/M/1, load 0.9: median of W", expected: 6.9315, standardError: 0,
      study: { mm19 }, figure: { $0.quantile(0.5) }),
    QueueFigure(
      name: "M/M/1, load 0.9: p99 of W", expected: 46.0517, standardError: 0,
      study: { mm19 }, figure: { $0.quantile(0.99) }),
    QueueFigure(
      name: "M/M/2, offered load 1.6: share that waits", expected: 0.711111, standardError: 0,
      study: { mmc2 }, figure: { $0.waitShare }),
    QueueFigure(
      name: "M/M/2, offered load 1.6: Wq", expected: 1.777778, standardError: 0,
      study: { mmc2 }, figure: { $0.meanWait }),
    QueueFigure(
      name: "M/M/2, offered load 1.6: W", expected: 2.777778, standardError: 0,
      study: { mmc2 }, figure: { $0.meanSojourn }),
    QueueFigure(
      name: "M/M/2/2, offered load 1.6: share lost", expected: 0.329897, standardError: 0,
      study: { mmcc2 }, figure: { $0.lossShare }),
    QueueFigure(
      name: "M/M/10, offered load 8: share that waits", expected: 0.40918, standardError: 0,
      study: { mmc10 }, figure: { $0.waitShare }),
    QueueFigure(
      name: "M/M/10, offered load 8: Wq", expected: 0.20459, standardError: 0,
      study: { mmc10 }, figure: { $0.meanWait }),
    QueueFigure(
      name: "M/M/10, offered load 8: W", expected: 1.20459, standardError: 0,
      study: { mmc10 }, figure: { $0.meanSojourn }),
    QueueFigure(
      name: "M/M/10/10, offered load 8: share lost", expected: 0.121661, standardError: 0,
      study: { mmcc10 }, figure: { $0.lossShare }),
    QueueFigure(
      name: "M/M/100, offered load 90: share that waits", expected: 0.21694, standardError: 0,
      study: { mmc100 }, figure: { $0.waitShare }),
    QueueFigure(
      name: "M/M/100, offered load 90: Wq", expected: 0.021694, standardError: 0,
      study: { mmc100 }, figure: { $0.meanWait }),
    QueueFigure(
      name: "M/M/100, offered load 90: W", expected: 1.021694, standardError: 0,
      study: { mmc100 }, figure: { $0.meanSojourn }),
    QueueFigure(
      name: "M/M/100/100, offered load 90: share lost", expected: 0.026957, standardError: 0,
      study: { mmcc100 }, figure: { $0.lossShare }),
    QueueFigure(
      name: "M/M/1/10, load 0.9: share lost", expected: 0.050814, standardError: 0,
      study: { mm1k9 }, figure: { $0.lossShare }),
    QueueFigure(
      name: "M/M/1/10, load 0.9: L", expected: 3.96944, standardError: 0,
      study: { mm1k9 }, figure: { $0.meanLevel }),
    QueueFigure(
      name: "M/M/1/10, load 0.9: W of the accepted", expected: 4.6466, standardError: 0,
      study: { mm1k9 }, figure: { $0.meanSojourn }),
    QueueFigure(
      name: "M/M/1/10, load 0.9: throughput", expected: 0.85427, standardError: 0,
      study: { mm1k9 }, figure: { $0.throughput }),
    QueueFigure(
      name: "M/M/1/10, load 1.0: share lost", expected: 0.090909, standardError: 0,
      study: { mm1k10 }, figure: { $0.lossShare }),
    QueueFigure(
      name: "M/M/1/10, load 1.0: L", expected: 5, standardError: 0,
      study: { mm1k10 }, figure: { $0.meanLevel }),
    QueueFigure(
      name: "M/M/1/10, load 1.0: W of the accepted", expected: 5.5, standardError: 0,
      study: { mm1k10 }, figure: { $0.meanSojourn }),
    QueueFigure(
      name: "M/M/1/10, load 1.0: throughput", expected: 0.90909, standardError: 0,
      study: { mm1k10 }, figure: { $0.throughput }),
    QueueFigure(
      name: "M/M/1/10, load 2.0: share lost", expected: 0.500244, standardError: 0,
      study: { mm1k20 }, figure: { $0.lossShare }),
    QueueFigure(
      name: "M/M/1/10, load 2.0: L", expected: 9.00537, standardError: 0,
      study: { mm1k20 }, figure: { $0.meanLevel }),
    QueueFigure(
      name: "M/M/1/10, load 2.0: W of the accepted", expected: 9.00978, standardError: 0,
      study: { mm1k20 }, figure: { $0.meanSojourn }),
    QueueFigure(
      name: "M/M/1/10, load 2.0: throughput", expected: 0.99951, standardError: 0,
      study: { mm1k20 }, figure: { $0.throughput }),
    QueueFigure(
      name: "M/D/1, load 0.8: Wq", expected: 2.0, standardError: 0,
      study: { md1 }, figure: { $0.meanWait }),
    QueueFigure(
      name: "One server twice as fast, load 0.8: W", expected: 2.5, standardError: 0,
      study: { fast }, figure: { $0.meanSojourn }),
  ]

  /// Little's law holds to the nanosecond in every run that ends as empty as it began.
  static let little = Verification(
    "queueing", source: "Little 1961", "area under the number in the system less all times in it",
    expected: 0,
    measure: {
      (mm18.runs + mmc10.runs + mm1k10.runs).reduce(0) { $0 + abs(Double($1.area) - Double($1.sojourns)) }
    })

  /// What a lab puts into its card.
  static var verifications: [Verification] { figures.map(\.verification) + [little] }
}
