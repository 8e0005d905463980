import Engine
import FirstEdition

extension Backpressure {
  // Each run serves several rows, so it is made once, when the first of them is asked for.
  private static let light = SteadyState(load: 0.5, customers: customers(0.5)) { _ in }
  private static let medium = SteadyState(load: 0.8, customers: customers(0.8)) { _ in }
  private static let heavy = SteadyState(load: 0.9, customers: customers(0.9)) { _ in }
  private static let fixed = SteadyState(load: 0.8, customers: customers(0.8)) { $0.spread = .constant }
  private static let two = SteadyState(load: 1.6, customers: customers(0.8), unit: 2) { $0.consumers = 2 }
  private static let tenPlaces = SteadyState(load: 0.9, customers: customers(0.9, places: 10), unit: 2) {
    ($0.strategy, $0.bound) = (.reject, 9)
  }
  private static let tenFull = SteadyState(load: 1, customers: customers(1, places: 10), unit: 2) {
    ($0.strategy, $0.bound) = (.reject, 9)
  }
  private static let tenOver = SteadyState(load: 2, customers: customers(2, places: 10), unit: 2) {
    ($0.strategy, $0.bound) = (.reject, 9)
  }

  /// How many customers bring four standard errors of the mean down to about 2 %.
  private static func customers(_ load: Double, places: Int = 400) -> Double {
    if places < 400 { return 1_000_000 }
    return load < 0.6 ? 1_000_000 : load < 0.85 ? 4_000_000 : 16_000_000
  }

  /// The queueing table, by the lab's own producer, queue and consumers.
  static let queueingCases: [Verification] = [
    mean("M/M/1, rho 0.5: L", 1, load: 0.5) { light.number },
    mean("M/M/1, rho 0.5: W", 2, load: 0.5) { light.time },
    mean("M/M/1, rho 0.8: L", 4, load: 0.8) { medium.number },
    mean("M/M/1, rho 0.8: W", 5, load: 0.8) { medium.time },
    mean("M/M/1, rho 0.9: L", 9, load: 0.9) { heavy.number },
    mean("M/M/1, rho 0.9: W", 10, load: 0.9) { heavy.time },
    // Less spread than M/M/1 at the same load, so its errors are smaller.
    mean("M/D/1, rho 0.8: Wq", 2, load: 0.8) { fixed.time - 1 },
    mean("M/M/2, a 1.6: W", 2.777778, load: 0.8) { two.time },
    loss("M/M/1/10, rho 0.9: loss", 0.050814, load: 0.9) { tenPlaces.loss },
    mean("M/M/1/10, rho 0.9: L", 3.96944, load: 0.9, places: 10) { tenPlaces.number },
    mean("M/M/1/10, rho 0.9: W of the accepted", 4.64660, load: 0.9, places: 10) { tenPlaces.time },
    loss("M/M/1/10, rho 1: loss", 0.090909, load: 1) { tenFull.loss },
    loss("M/M/1/10, rho 2: loss", 0.500244, load: 2) { tenOver.loss },
    mean("M/M/1/10, rho 2: throughput", 0.99951, load: 2, places: 10) { tenOver.throughput },
  ]

  private static func mean(
    _ name: String, _ expected: Double, load: Double, places: Int = 400,
    measure: @escaping @Sendable () -> Double
  ) -> Verification {
    row(name, expected, standardError(load: load, places: places) { Double($0) }, measure)
  }

  private static func loss(
    _ name: String, _ expected: Double, load: Double, measure: @escaping @Sendable () -> Double
  ) -> Verification {
    row(name, expected, standardError(load: load, places: 10) { $0 == 10 ? 1 : 0 }, measure)
  }

  private static func row(
    _ name: String, _ expected: Double, _ error: Double, _ measure: @escaping @Sendable () -> Double
  ) -> Verification {
    Verification(
      "queueing", source: "Kleinrock 1975", name, expected: expected, .relative(max(0.01, 4 * error)),
      measure: measure)
  }

  /// The standard error, relative to the mean, of what a run of that many customers measures of an M/M/1 queue with so
  /// many places: `value` is what counts in each state.
  ///
  /// The asymptotic variance of a birth-death process (Whitt, Asymptotic formulas for Markov processes, 1992). From
  /// theory and not from the run's own batches, since a run that is wrong could then excuse itself.
  private static func standardError(load: Double, places: Int, _ value: (Int) -> Double) -> Double {
    var weight = 1.0
    var weights: [Double] = []
    for _ in 0...places {
      weights.append(weight)
      weight *= load
    }
    let total = weights.reduce(0, +)
    let mean = weights.indices.reduce(0) { $0 + weights[$1] / total * value($1) }
    var below = 0.0
    var variance = 0.0
    // States that are as good as never reached would only divide nothing by nothing.
    for state in 0..<places where weights[state] / total > 1e-14 {
      let share = weights[state] / total
      below += share * (value(state) - mean)
      variance += 2 * below * below / (load * share)
    }
    return (variance * load / customers(load, places: places)).squareRoot() / mean
  }
}
