import Engine
import LabKit

extension BackpressureLab {
  /// A long run of the lab as a queue, measured in units of the mean work on a record: the mean number in the system and
  /// time in it, the share that is rejected, and the throughput in units of what one consumer can do.
  private struct Queue {
    let number: Double, time: Double, loss: Double, throughput: Double

    /// `load` is arrivals in units of what one consumer can do. The run is so long that its beginning does not count.
    init(_ load: Double, millions: Double, unit: Double = 1, _ change: (inout Knobs) -> Void = { _ in }) {
      var bench = Bench<BackpressureLab> { knobs in
        (knobs.strategy, knobs.consumers, knobs.traffic) = (.unbounded, 1, 1000 * load / unit)
        (knobs.recordMilliseconds, knobs.recordKilobytes, knobs.memoryMegabytes) = (unit, 1, 4096)
        change(&knobs)
      }
      let length = millions * 1000 / load * unit, consumed: Double
      bench.go(length)
      consumed = bench.total(.consumed)
      number = Double(bench.run.lab.stays.area(at: bench.run.now)) / 1e9 / length
      // Rejected ones leave at once and add nothing to the stays.
      time = Double(bench.run.lab.stays.spent) / 1e6 / unit / consumed
      loss = bench.total(.rejected) / bench.total(.produced)
      throughput = consumed / length * unit / 1000
    }
  }

  private static func tenPlaces(_ load: Double) -> Queue {
    Queue(load, millions: 1, unit: 2) { ($0.strategy, $0.bound) = (.reject, 9) }
  }

  // Each run serves several rows, so it is made once, when the first of them is asked for.
  private static let light = Queue(0.5, millions: 1), medium = Queue(0.8, millions: 4)
  private static let heavy = Queue(0.9, millions: 16), fixed = Queue(0.8, millions: 4) { $0.spread = .constant }
  private static let two = Queue(1.6, millions: 4, unit: 2) { $0.consumers = 2 }
  private static let crowded = tenPlaces(0.9), full = tenPlaces(1), over = tenPlaces(2)

  /// By the lab's own producer, queue and consumers. The last number is four standard errors of a run of that many
  /// customers or 1 %, by the asymptotic variance of a birth-death process (Whitt 1992): from theory and not from the run's own
  /// batches, since a run that is wrong could then excuse itself.
  static let queueingRows = [
    queueing("M/M/1, rho 0.5: L", 1, 0.0139) { light.number }, queueing("M/M/1, rho 0.5: W", 2, 0.0139) { light.time },
    queueing("M/M/1, rho 0.8: L", 4, 0.019) { medium.number }, queueing("M/M/1, rho 0.8: W", 5, 0.019) { medium.time },
    queueing("M/M/1, rho 0.9: L", 9, 0.0195) { heavy.number }, queueing("M/M/1, rho 0.9: W", 10, 0.0195) { heavy.time },
    // Less spread than M/M/1 at the same load, so its errors are smaller.
    queueing("M/D/1, rho 0.8: Wq", 2, 0.019) { fixed.time - 1 },
    queueing("M/M/2, a 1.6: W", 2.777778, 0.019) { two.time },
    queueing("M/M/1/10, rho 0.9: loss", 0.050814, 0.0437) { crowded.loss },
    queueing("M/M/1/10, rho 0.9: L", 3.96944, 0.0145) { crowded.number },
    queueing("M/M/1/10, rho 0.9: W of the accepted", 4.64660, 0.0145) { crowded.time },
    queueing("M/M/1/10, rho 1: loss", 0.090909, 0.0335) { full.loss },
    queueing("M/M/1/10, rho 2: loss", 0.500244, 0.01) { over.loss },
    queueing("M/M/1/10, rho 2: throughput", 0.99951, 0.01) { over.throughput },
  ]

  private static func queueing(
    _ name: String, _ expected: Double, _ errors: Double, measure: @escaping @Sendable () -> Double
  ) -> Verification {
    Verification("queueing", source: "Kleinrock 1975", name, expected: expected, .relative(errors), measure: measure)
  }
}
