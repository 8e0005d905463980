import Engine
import LabKit

extension Backpressure {
  // Each run serves several rows, so it is made once, when the first of them is asked for.
  private static let light = SteadyState(load: 0.5) { _ in }
  private static let medium = SteadyState(load: 0.8) { _ in }
  private static let heavy = SteadyState(load: 0.9) { _ in }
  private static let fixed = SteadyState(load: 0.8) { $0.spread = .constant }
  private static let two = SteadyState(load: 1.6, unit: 2) { $0.consumers = 2 }
  private static let tenPlaces = SteadyState(load: 0.9, unit: 2) { ($0.strategy, $0.bound) = (.reject, 9) }
  private static let tenFull = SteadyState(load: 1, unit: 2) { ($0.strategy, $0.bound) = (.reject, 9) }
  private static let tenOver = SteadyState(load: 2, unit: 2) { ($0.strategy, $0.bound) = (.reject, 9) }

  /// The queueing table, by the lab's own producer, queue and consumers.
  static let queueingCases: [Verification] = [
    mean("M/M/1, rho 0.5: L", 1, load: 0.5) { light.number },
    mean("M/M/1, rho 0.5: W", 2, load: 0.5) { light.time },
    mean("M/M/1, rho 0.8: L", 4, load: 0.8) { medium.number },
    mean("M/M/1, rho 0.8: W", 5, load: 0.8) { medium.time },
    mean("M/M/1, rho 0.9: L", 9, load: 0.9) { heavy.number },
    mean("M/M/1, rho 0.9: W", 10, load: 0.9) { heavy.time },
    mean("M/D/1, rho 0.8: Wq", 2, load: 0.8) { fixed.time - 1 },
    mean("M/M/2, a 1.6: W", 2.777778, load: 0.8) { two.time },
    mean("M/M/1/10, rho 0.9: loss", 0.050814, load: 0.5) { tenPlaces.loss },
    mean("M/M/1/10, rho 0.9: L", 3.96944, load: 0.5) { tenPlaces.number },
    mean("M/M/1/10, rho 0.9: W of the accepted", 4.64660, load: 0.5) { tenPlaces.time },
    mean("M/M/1/10, rho 1: loss", 0.090909, load: 0.5) { tenFull.loss },
    mean("M/M/1/10, rho 2: loss", 0.500244, load: 0.5) { tenOver.loss },
    mean("M/M/1/10, rho 2: throughput", 0.99951, load: 0.5) { tenOver.throughput },
  ]

  private static func mean(
    _ name: String, _ expected: Double, load: Double, measure: @escaping @Sendable () -> Double
  ) -> Verification {
    Verification(
      "queueing", source: "Kleinrock 1975", name, expected: expected, .relative(tolerance(load)),
      measure: measure)
  }

  /// 1 % or four standard errors of the mean number in an M/M/1 queue over 400,000 customers, relative to the mean.
  ///
  /// Its variance over a time t is 2 rho (1 + rho) / ((1 - rho)^4 t) (Whitt, Planning queueing simulations, 1989). From
  /// theory and not from the run's own batches, since a run that is wrong could then excuse itself.
  private static func tolerance(_ load: Double) -> Double {
    let idle = 1 - load, number = load / idle, time = 400_000 / load
    let variance = 2 * load * (1 + load) / (idle * idle * idle * idle * time)
    return max(0.01, 4 * variance.squareRoot() / number)
  }
}
