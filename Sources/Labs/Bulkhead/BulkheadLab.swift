import Engine
import FirstEdition
import Patterns

/// A service with three kinds of requests, one of which waits for a vendor that can hang, and the thread pools they share
/// or do not share.
///
/// Pools are `Patterns.Bulkhead`, quotas of tenants `Patterns.TenantQuota`. Random draws are keyed by request, so that with
/// separate pools the other kinds of requests do exactly the same whether the vendor hangs or not.
public struct BulkheadLab: Lab {
  var knobs: Knobs
  var faults = Faults()
  /// One per service, and the burst of tenant A.
  var sources: [Source]
  var requests = Slab<Request>()
  /// One per service, and the shared one.
  var pools: [Pool]
  var books = Books()
  var ceilings: [Ceiling]
  var signs = Signs()
  private var serials: UInt32 = 0

  /// The service at the start of a run.
  public init(_ knobs: Knobs, _ context: inout Context<BulkheadLab>) {
    self.knobs = knobs
    sources = Service.allCases.map {
      Source(.poisson, rate: knobs.rate($0), stream: Stream.arrivals($0.rawValue))
    }
    sources.append(Source(.poisson, rate: 0, stream: Stream.arrivals(Self.burst)))
    pools = (0...Self.shared).map { Pool(knobs, $0) }
    ceilings = pools.map { _ in Ceiling() }
    for index in sources.indices {
      if let due = sources[index].begin(context) {
        context.schedule(.arrival(UInt32(index), sources[index].generation), at: due)
      }
    }
    raiseCeilings()
  }

  /// Lets one event happen.
  public mutating func handle(_ event: Event, _ context: inout Context<BulkheadLab>) {
    switch event {
    case .arrival(let source, let generation): arrive(Int(source), generation, &context)
    case .done(let slot): finish(slot, &context)
    case .giveUp(let slot, let serial): giveUp(slot, serial, &context)
    }
  }

  /// Whether nothing is under way any more.
  public var isDrained: Bool { requests.count == 0 }

  mutating func nextSerial() -> UInt32 {
    serials &+= 1
    return serials
  }
}

extension BulkheadLab {
  /// The position of the shared pool, after those of the services.
  static let shared = 3
  /// The position of the source of tenant A's burst.
  static let burst = 3
  static let tenants = 4
  static let tenantNames = ["A", "B", "C", "D"]
  /// In a burst tenant A sends ten times its quarter of the payments.
  static let burstFactor = 9.0 / 4

  /// What a request is for.
  public enum Service: Int, CaseIterable, Sendable {
    /// Waits for the vendor.
    case payment
    /// Reads of the service's own data.
    case catalogue
    /// Reports.
    case analytics

    /// Its name.
    var name: String { self == .payment ? "payment" : self == .catalogue ? "catalogue" : "analytics" }
  }

  /// The name of a pool by its position.
  static func name(ofPool pool: Int) -> String { Service(rawValue: pool)?.name ?? "shared" }

  /// A request, in line or on a thread.
  struct Request: Sendable {
    /// By which its random draws are keyed, together with its service.
    let number: UInt64
    let serial: UInt32
    let service: Service
    let tenant: Int
    let pool: Int
    let arrived: Instant
    var isWorking = false
    var hasTimedOut = false
    var thread: UInt32 = 0
    var began: Instant = .start
    var deadline: Instant = .start
    var isAlive = true
  }

  /// A pool: its permits and line, the quotas of its tenants, and its threads for the picture and the laws.
  struct Pool: Sendable {
    var bulkhead: Bulkhead
    var quota: TenantQuota
    var threads = Threads()

    init(_ knobs: Knobs, _ pool: Int) {
      bulkhead = Bulkhead(
        maxConcurrent: knobs.size(pool), maxWaiting: knobs.line(pool), maxWait: knobs.patience)
      quota = TenantQuota(tenants: BulkheadLab.tenants, limit: knobs.quota(pool))
    }

    mutating func adopt(_ knobs: Knobs, _ pool: Int) {
      bulkhead.maxConcurrent = knobs.size(pool)
      bulkhead.maxWaiting = knobs.line(pool)
      bulkhead.maxWait = knobs.patience
      quota.limit = knobs.quota(pool)
    }
  }
}
