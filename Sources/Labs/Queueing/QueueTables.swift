import Engine
import FirstEdition

/// The textbook's stations (Kleinrock 1975; Harchol-Balter 2013), each studied once and only when it is asked for.
///
/// Mean service time 1 s. Letters as in the books: L customers in the system, W the time in it, Wq the time in line.
/// Customers are as many as bring four standard errors down to about 2 %, where that takes no more than two seconds.
public enum QueueTables {
  private static let half = study {
    $0.rate = 0.5
    $0.customers = 150_000
  }
  private static let fourFifths = study {
    $0.rate = 0.8
    $0.customers = 500_000
  }
  private static let nineTenths = study {
    $0.rate = 0.9
    $0.customers = 900_000
  }
  private static let divided = study {
    $0.rate = 1.6
    $0.lines = 2
    $0.customers = 500_000
  }
  private static let twoServers = study {
    $0.rate = 1.6
    $0.servers = 2
    $0.customers = 400_000
  }
  private static let twoLines = study {
    $0.rate = 1.6
    $0.servers = 2
    $0.places = 2
    $0.customers = 60_000
  }
  private static let tenServers = study {
    $0.rate = 8
    $0.servers = 10
    $0.customers = 500_000
  }
  private static let tenLines = study {
    $0.rate = 8
    $0.servers = 10
    $0.places = 10
    $0.customers = 60_000
  }
  private static let hundredServers = study {
    $0.rate = 90
    $0.servers = 100
    $0.customers = 1_000_000
  }
  private static let hundredLines = study {
    $0.rate = 90
    $0.servers = 100
    $0.places = 100
    $0.customers = 600_000
  }
  private static let tenPlaces = study {
    $0.rate = 0.9
    $0.places = 10
    $0.customers = 300_000
  }
  private static let tenPlacesFull = study {
    $0.rate = 1
    $0.places = 10
    $0.customers = 300_000
  }
  private static let tenPlacesOver = study {
    $0.rate = 2
    $0.places = 10
    $0.customers = 300_000
  }
  private static let constant = study {
    $0.rate = 0.8
    $0.service = .constant(.seconds(1))
    $0.customers = 250_000
  }
  private static let fast = study {
    $0.rate = 1.6
    $0.service = .exponential(mean: .seconds(0.5))
    $0.customers = 400_000
  }

  private static func study(_ set: (inout QueueModel.Knobs) -> Void) -> QueueStudy {
    var knobs = QueueModel.Knobs()
    set(&knobs)
    return QueueStudy(knobs)
  }

  /// Every figure of every table, with the standard error that its study was measured to have.
  public static let figures: [QueueFigure] = singleServer + manyServers + boundedRoom + sameCapacity

  private static let singleServer: [QueueFigure] = [
    QueueFigure("M/M/1, load 0.5: L", 1, standardError: 0.0028, of: { half }) { $0.meanLevel },
    QueueFigure("M/M/1, load 0.5: W", 2, standardError: 0.0049, of: { half }) { $0.meanSojourn },
    QueueFigure("M/M/1, load 0.5: Wq", 1, standardError: 0.0044, of: { half }) { $0.meanWait },
    QueueFigure("M/M/1, load 0.5: median of W", 1.3863, standardError: 0.0026, of: { half }) {
      $0.quantile(0.5)
    },
    QueueFigure("M/M/1, load 0.5: p99 of W", 9.2103, standardError: 0.044, of: { half }) {
      $0.quantile(0.99)
    },
    QueueFigure("M/M/1, load 0.8: L", 4, standardError: 0.014, of: { fourFifths }) { $0.meanLevel },
    QueueFigure("M/M/1, load 0.8: W", 5, standardError: 0.017, of: { fourFifths }) { $0.meanSojourn },
    QueueFigure("M/M/1, load 0.8: Wq", 4, standardError: 0.016, of: { fourFifths }) { $0.meanWait },
    QueueFigure("M/M/1, load 0.8: median of W", 3.4657, standardError: 0.0097, of: { fourFifths }) {
      $0.quantile(0.5)
    },
    QueueFigure("M/M/1, load 0.8: p99 of W", 23.0259, standardError: 0.14, of: { fourFifths }) {
      $0.quantile(0.99)
    },
    QueueFigure("M/M/1, load 0.9: L", 9, standardError: 0.04, of: { nineTenths }) { $0.meanLevel },
    QueueFigure("M/M/1, load 0.9: W", 10, standardError: 0.043, of: { nineTenths }) { $0.meanSojourn },
    QueueFigure("M/M/1, load 0.9: Wq", 9, standardError: 0.043, of: { nineTenths }) { $0.meanWait },
    QueueFigure("M/M/1, load 0.9: median of W", 6.9315, standardError: 0.027, of: { nineTenths }) {
      $0.quantile(0.5)
    },
    QueueFigure("M/M/1, load 0.9: p99 of W", 46.0517, standardError: 0.49, of: { nineTenths }) {
      $0.quantile(0.99)
    },
  ]

  private static let manyServers: [QueueFigure] = [
    QueueFigure(
      "M/M/2/2, offered load 1.6: share lost (Erlang B)", 0.329897, standardError: 0.00051, of: { twoLines }
    ) { $0.lossShare },
    QueueFigure(
      "M/M/2, offered load 1.6: share that waits (Erlang C)", 0.711111, standardError: 0.00064,
      of: { twoServers }
    ) { $0.waitShare },
    QueueFigure("M/M/2, offered load 1.6: Wq", 1.777778, standardError: 0.0092, of: { twoServers }) {
      $0.meanWait
    },
    QueueFigure("M/M/2, offered load 1.6: W", 2.777778, standardError: 0.0095, of: { twoServers }) {
      $0.meanSojourn
    },
    QueueFigure(
      "M/M/10/10, offered load 8: share lost (Erlang B)", 0.121661, standardError: 0.00065, of: { tenLines }
    ) { $0.lossShare },
    QueueFigure(
      "M/M/10, offered load 8: share that waits (Erlang C)", 0.40918, standardError: 0.00094,
      of: { tenServers }
    ) { $0.waitShare },
    QueueFigure("M/M/10, offered load 8: Wq", 0.20459, standardError: 0.0014, of: { tenServers }) {
      $0.meanWait
    },
    QueueFigure("M/M/10, offered load 8: W", 1.20459, standardError: 0.0016, of: { tenServers }) {
      $0.meanSojourn
    },
    QueueFigure(
      "M/M/100/100, offered load 90: share lost (Erlang B)", 0.026957, standardError: 0.00014,
      of: { hundredLines }
    ) { $0.lossShare },
    QueueFigure(
      "M/M/100, offered load 90: share that waits (Erlang C)", 0.21694, standardError: 0.0013,
      of: { hundredServers }
    ) { $0.waitShare },
    QueueFigure("M/M/100, offered load 90: Wq", 0.021694, standardError: 0.00025, of: { hundredServers }) {
      $0.meanWait
    },
    QueueFigure("M/M/100, offered load 90: W", 1.021694, standardError: 0.00041, of: { hundredServers }) {
      $0.meanSojourn
    },
  ]

  private static let boundedRoom: [QueueFigure] = [
    QueueFigure("M/M/1/10, load 0.9: share lost", 0.050814, standardError: 0.0003, of: { tenPlaces }) {
      $0.lossShare
    },
    QueueFigure("M/M/1/10, load 0.9: L", 3.96944, standardError: 0.0061, of: { tenPlaces }) { $0.meanLevel },
    QueueFigure("M/M/1/10, load 0.9: W of the accepted", 4.6466, standardError: 0.007, of: { tenPlaces }) {
      $0.meanSojourn
    },
    QueueFigure("M/M/1/10, load 0.9: throughput", 0.85427, standardError: 0.00032, of: { tenPlaces }) {
      $0.throughput
    },
    QueueFigure("M/M/1/10, load 1: share lost", 0.090909, standardError: 0.00033, of: { tenPlacesFull }) {
      $0.lossShare
    },
    QueueFigure("M/M/1/10, load 1: L", 5, standardError: 0.0063, of: { tenPlacesFull }) { $0.meanLevel },
    QueueFigure("M/M/1/10, load 1: W of the accepted", 5.5, standardError: 0.0069, of: { tenPlacesFull }) {
      $0.meanSojourn
    },
    QueueFigure("M/M/1/10, load 1: throughput", 0.90909, standardError: 0.00031, of: { tenPlacesFull }) {
      $0.throughput
    },
    QueueFigure("M/M/1/10, load 2: share lost", 0.500244, standardError: 0.00038, of: { tenPlacesOver }) {
      $0.lossShare
    },
    QueueFigure("M/M/1/10, load 2: L", 9.00537, standardError: 0.002, of: { tenPlacesOver }) { $0.meanLevel },
    QueueFigure("M/M/1/10, load 2: W of the accepted", 9.00978, standardError: 0.0063, of: { tenPlacesOver })
    { $0.meanSojourn },
    QueueFigure("M/M/1/10, load 2: throughput", 0.99951, standardError: 0.00053, of: { tenPlacesOver }) {
      $0.throughput
    },
  ]

  private static let sameCapacity: [QueueFigure] = [
    QueueFigure("M/D/1, load 0.8: Wq", 2, standardError: 0.0058, of: { constant }) { $0.meanWait },
    QueueFigure("two separate M/M/1, load 0.8: W", 5, standardError: 0.016, of: { divided }) {
      $0.meanSojourn
    },
    QueueFigure("one M/M/2 with the same capacity: W", 2.778, standardError: 0.0095, of: { twoServers }) {
      $0.meanSojourn
    },
    QueueFigure("one server twice as fast: W", 2.5, standardError: 0.0095, of: { fast }) { $0.meanSojourn },
  ]
}
