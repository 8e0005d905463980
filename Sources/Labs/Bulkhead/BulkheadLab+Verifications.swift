import Engine
import LabKit

extension BulkheadLab {
  /// What a dead vendor does to the neighbours, 50 s later. Nothing is published.
  static let verifications: [Verification] = [
    row("vendor dead for a minute, separate pools: catalogue reads lost", 0, .exact, .separate) {
      Double($0.total(.refused, Service.catalogue) + $0.total(.gaveUp, Service.catalogue))
    },
    row(
      "vendor dead for a minute, one shared pool: share of reads that get through", 0, .absolute(0.1), .shared
    ) { Double($0.total(.served, Service.catalogue)) / Double($0.total(.offered, Service.catalogue)) },
    row("vendor dead, separate pools: threads that hang", 20, .exact, .separate) { $0.level(.stuck) },
    row("vendor dead, one shared pool: threads that hang", 75, .exact, .shared) { $0.level(.stuck) },
  ]

  private static func row(
    _ name: String, _ expected: Double, _ tolerance: Verification.Tolerance, _ division: Division,
    measure: @escaping @Sendable (Context<BulkheadLab>) -> Double
  ) -> Verification {
    Verification("bulkhead", source: "ours", name, expected: expected, tolerance) {
      var bench = Bench<BulkheadLab> { ($0.division, $0.timeout) = (division, 60) }
      bench.act(.dead)
      bench.go(50)
      return measure(bench.run.context)
    }
  }
}
