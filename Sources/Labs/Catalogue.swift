import LabKit

/// Every lab there is, the home lab first.
public enum Catalogue {
  /// One line a lab.
  public static let all: [LabEntry] = [
    LabEntry(Shop.self),
    LabEntry(CounterLab.self),
    LabEntry(LoadShedding.self),
    LabEntry(Backpressure.self),
    LabEntry(CircuitBreakerLab.self),
    LabEntry(BulkheadLab.self),
    LabEntry(SagaLab.self),
    LabEntry(OutboxLab.self),
    LabEntry(SidecarLab.self),
  ]
}
