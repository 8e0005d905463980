import FirstEdition
import LabKit

/// Every lab there is, the home lab first.
public enum Catalogue {
  /// One line a lab.
  public static let all: [LabEntry] = [
    LabEntry(first: Shop.self),
    LabEntry(first: CounterLab.self),
    LabEntry(first: LoadShedding.self),
    LabEntry(first: Backpressure.self),
    LabEntry(first: CircuitBreakerLab.self),
    LabEntry(first: BulkheadLab.self),
    LabEntry(first: SagaLab.self),
    LabEntry(first: OutboxLab.self),
    LabEntry(first: SidecarLab.self),
  ]
}
