import Engine
import LabKit

/// A service with three kinds of requests, one of which waits for a vendor that can hang, and the thread pools they share
/// or do not share.
///
/// Pools are `Patterns.Bulkhead` with `Patterns.TenantQuota` before it. Random draws are keyed by request, so that with
/// separate pools the other kinds of requests do exactly the same whether the vendor hangs or not.
struct BulkheadLab: Lab {
  /// What a request is for. A payment waits for the vendor.
  enum Service: Int, Label {
    case payment, catalogue, analytics

    /// Its own pool.
    var pool: Place { Place(rawValue: rawValue)! }
  }
  enum Tenant: Int, Label {
    case a, b, c, d
    var name: String { ["A", "B", "C", "D"][rawValue] }
  }
  /// Where threads are: the pools of the services, and the one that they share.
  enum Place: Int, Label { case payment, catalogue, analytics, shared }
  enum Topic: Int { case pools, answers, tenants }
  enum Stream: Int, StreamKind { case arrivals, tenants, work }
  enum Event: UInt8, EventKind { case arrival, done, giveUp }

  /// A request, in line or on a thread.
  struct Request: Sendable {
    /// By which its random draws are keyed, together with its service; and by which it is told from all others.
    let number: UInt64, serial: UInt64
    let service: Service, tenant: Tenant, pool: Place, arrived: Instant
    var isWorking = false, hasTimedOut = false
    var began = Instant.start, deadline = Instant.start
  }

  /// One for each service, and the burst of tenant A.
  var arrivals = (0...burst).map { Arrivals<BulkheadLab>(.arrival, Slot($0), stream: Stream.arrivals, of: $0) }
  var requests = Slab<Request>()
  /// The newest request that had no thread.
  var victim = Pinned()
  var pools = Each<Place, Pool>(repeating: Pool(size: 0, tenants: Tenant.allCases.count))
  var serials: UInt64 = 0
  /// From when on a thread counts as hanging.
  var hangsAfter = Interval.zero
  var census = Census(), ceilings = Ceilings()
  /// Which pools are full, whether the shared one starves the neighbours, and whether one tenant crowds out the others.
  var full = Each<Place, Hysteresis> { _ in Hysteresis() }, isStarving = false, crowd = Hysteresis(),
    quotaHolds = Hysteresis()
  /// The newest fault or, while none is injected, the newest knob: why pools are full.
  var blame = NoteID.chance

  init(_ context: inout Context<BulkheadLab>) { reconfigure(&context) }

  mutating func handle(_ event: Event, _ slot: Slot, _ tag: UInt32, _ context: inout Context<BulkheadLab>) {
    switch event {
    case .arrival: if let number = arrivals[Int(slot)].next(tag, &context) { arrive(number, slot, &context) }
    case .done: finish(slot, &context)
    case .giveUp: if requests.holds(slot, tag) { giveUp(slot, &context) }
    }
  }

  var isDrained: Bool { requests.count == 0 }

  /// Calls keep their timeout, those in line their patience, and both the pool they came to.
  mutating func reconfigure(_ context: inout Context<BulkheadLab>) {
    let knobs = context.knobs
    context.follow(&blame, .dead, .slow, .burst)
    // One call in 20,000 of a vendor in good health takes that long, so that nothing hangs on an ordinary day.
    hangsAfter = .milliseconds(max(1000, 10 * knobs.time[.payment]))
    for service in Service.allCases { arrivals[service.rawValue].turn(to: knobs.rate[service], &context) }
    let burst = context.isOn(.burst) ? knobs.rate[.payment] * Self.burstFactor : 0
    arrivals[Self.burst].turn(to: burst, &context)
    for place in Place.allCases {
      pools[place].size = knobs.size(of: place)
      pools[place].line = knobs.places(of: place)
      pools[place].patience = .milliseconds(knobs.patience)
      pools[place].quota = knobs.quota(of: place)
      while let next = pools[place].admitNext(at: context.now) { begin(next, &context) }
    }
    checkConsistency(&context)
  }
}

extension BulkheadLab {
  /// The position of the source of tenant A's burst, after those of the services.
  static let burst = 3
  /// In a burst tenant A sends ten times its quarter of the payments.
  static let burstFactor = 9.0 / 4

  static func declaration(of _: NoBlueprint) -> Declaration<BulkheadLab> {
    let card = Card<BulkheadLab>(
      id: "bulkhead", title: "Bulkhead", group: "The eight",
      summary:
        "Three kinds of requests and one slow vendor: pools of their own, or one that they share and lose together.",
      alsoCalled: ["thread pool", "isolation", "semaphore", "noisy neighbour", "quota"],
      whenToUse: [
        "One process serves several kinds of requests or clients, and one of them depends on something that may hang.",
        "What hangs holds something scarce while it does: threads, connections, memory.",
        "Some requests matter more than others, and a busy tenant must not take the places of the rest.",
      ],
      whenNot: [
        "One kind of request and one kind of client: there is nothing to keep apart, only threads to leave idle.",
        "Nothing hangs and the load is even: at the same size a shared pool waits less than its parts.",
        "The scarce thing lies elsewhere: separate pools before one database share its lock all the same.",
      ],
      simplifies: [
        "A request is one call and needs one thread; pools in a row, as a gateway's before a vendor's, are the shop's.",
        "The vendor has no queue of its own: slow is a factor on every call, dead is no answer at all.",
        "A thread costs nothing: no stacks, no switching, so a larger shared pool looks better than it is.",
        "Four tenants with equal shares of the traffic; only tenant A ever bursts, and only with payments.",
        "Nobody tries again, so what full pools do is not mixed with what retries do.",
      ],
      panels: [threadsPanel, answersPanel, linesPanel, tenantsPanel],
      verifications: verifications + QueueTables.verifications, drainsWithin: .seconds(600), map: map)
    return Declaration(card, rule: rule, promises: promises)
  }
}
