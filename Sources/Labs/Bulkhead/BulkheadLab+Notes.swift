import Engine
import FirstEdition

extension BulkheadLab {
  /// The parts that notes are about.
  enum Topic {
    static let pools = 0, answers = 1, tenants = 2
  }

  /// What the lab tells.
  public enum Note: NoteSet {
    case poolFull(Int, Int, Int)
    case poolFree(Int)
    case neighboursStarve(Int, Int, Service)
    case tenantCrowds(Int, Int)
    case overQuota(Int, Int)
    case poolRefuses(Int, Service)
    case gaveUp(Service)
    case timedOut(Service)

    /// Who should read it.
    public var level: NoteLevel {
      switch self {
      case .poolFull, .poolFree, .neighboursStarve, .tenantCrowds: .headline
      case .overQuota, .poolRefuses, .gaveUp, .timedOut: .detail
      }
    }

    /// Which panel shows it.
    public var topic: Int {
      switch self {
      case .poolFull, .poolFree, .neighboursStarve: Topic.pools
      case .tenantCrowds, .overQuota: Topic.tenants
      case .poolRefuses, .gaveUp, .timedOut: Topic.answers
      }
    }

    /// One sentence.
    public var text: String {
      switch self {
      case .poolFull(let pool, let stuck, let busy):
        stuck * 2 > busy
          ? "The \(name(pool)) pool is full: \(stuck) of its \(busy) threads hang in the vendor."
          : "The \(name(pool)) pool is full: all \(busy) threads are at work and others wait."
      case .poolFree(let pool): "The \(name(pool)) pool has idle threads again."
      case .neighboursStarve(let stuck, let busy, let service):
        "\(service.name.uppercasedFirst) finds no thread: \(stuck) of all \(busy) hang in the payment vendor."
      case .tenantCrowds(let held, let all):
        "Tenant A holds \(held) of the \(all) places; the other three share the rest."
      case .overQuota(let tenant, let pool):
        "A request of tenant \(BulkheadLab.tenantNames[tenant]) is refused: its quota of the \(name(pool)) pool is used up."
      case .poolRefuses(let pool, let service):
        "A \(service.name) request is turned away: pool and line of \(name(pool)) are full."
      case .gaveUp(let service): "A \(service.name) request has waited in line in vain."
      case .timedOut(let service): "A thread gives up on a \(service.name) request after its timeout."
      }
    }

    private func name(_ pool: Int) -> String { BulkheadLab.name(ofPool: pool) }
  }
}

extension String {
  fileprivate var uppercasedFirst: String { prefix(1).uppercased() + dropFirst() }
}
