import LabKit

/// Every lab there is, the home lab first.
public enum Catalogue {
  /// The lab that is opened when none is asked for; the others need not be built for that.
  public static let home = LabEntry(Shop.self)

  /// One line a lab.
  public static let all: [LabEntry] = [
    home,
    LabEntry(GCounterLab.self),
    LabEntry(LoadSheddingLab.self),
    LabEntry(BackpressureLab.self),
    LabEntry(CircuitBreakerLab.self),
    LabEntry(BulkheadLab.self),
    LabEntry(SagaLab.self),
    LabEntry(OutboxLab.self),
    LabEntry(SidecarLab.self),
    LabEntry(RaftLab.self),
  ]
}
