import LabKit

extension BulkheadLab {
  /// What is told.
  enum Note: NoteKind {
    case poolFull(Place, stuck: Int, of: Int), poolFree(Place)
    case neighboursStarve(Int, of: Int, Service), tenantCrowds(Int, of: Int), quotaHolds(Int, refused: Int)
    case overQuota(Tenant, Place), poolRefuses(Place, Service), gaveUp(Service), timedOut(Service)

    func write(to writer: inout NoteWriter) {
      switch self {
      case .poolFull(let pool, let stuck, let busy):
        let why =
          stuck * 2 > busy
          ? "\(stuck) of its \(busy) threads hang in the vendor" : "all \(busy) threads are at work and others wait"
        writer.headline(Topic.pools, "The \(pool) pool is full: \(why).")
      case .poolFree(let pool): writer.headline(Topic.pools, "The \(pool) pool has idle threads again.")
      case .neighboursStarve(let stuck, let busy, let service):
        let name = service == .catalogue ? "Catalogue" : "Analytics"
        writer.headline(Topic.pools, "\(name) finds no thread: \(stuck) of all \(busy) hang in the payment vendor.")
      case .tenantCrowds(let held, let all):
        writer.headline(Topic.tenants, "Tenant A holds \(held) of the \(all) places; the other three share the rest.")
      case .quotaHolds(let quota, let refused):
        writer.headline(
          Topic.tenants, "Tenant A is held to its quota of \(quota): \(refused)/s over a quota are refused."
        )
      case .overQuota(let tenant, let pool):
        writer.repeated(
          Topic.tenants, "A request of tenant \(tenant.name) is refused: its quota of the \(pool) pool is used up.")
      case .poolRefuses(let pool, let service):
        writer.repeated(Topic.answers, "A \(service) request is turned away: pool and queue of \(pool) are full.")
      case .gaveUp(let service): writer.repeated(Topic.answers, "A \(service) request gives up waiting in the queue.")
      case .timedOut(let service):
        writer.repeated(Topic.answers, "A thread gives up on a \(service) request after its timeout.")
      }
    }
  }

  mutating func sample(_ context: inout Context<BulkheadLab>) {
    checkConsistency(&context)
    for place in Place.allCases {
      context.set(.busy, place, Double(census.working[place]))
      context.set(.waiting, place, Double(census.waiting[place]))
      tellPool(place, &context)
    }
    context.set(.stuck, Double(census.stuck.pairs.reduce(0) { $0 + $1.value }))
    tellTenants(&context)
  }

  private mutating func tellPool(_ place: Place, _ context: inout Context<BulkheadLab>) {
    let (working, waiting) = (census.working[place], census.waiting[place])
    let isFull = waiting > 0 && working >= context.knobs.size(of: place)
    // Half a second full is a state and not a moment; a second with nobody in line is over.
    switch full[place].follow(isFull, on: 5, off: 10) {
    case .rose: full[place].note = context.note(.poolFull(place, stuck: census.stuck[place], of: working), cause: blame)
    case .fell:
      if place == .shared { isStarving = false }
      let isHealed = context.cause(.dead, .slow, .burst) == .chance
      context.note(.poolFree(place), cause: isHealed ? context.input : full[place].note)
    case nil: break
    }
  }

  /// Told once a burst: it is over when the burst is.
  private mutating func tellTenants(_ context: inout Context<BulkheadLab>) {
    let pool = context.knobs.pool(of: .payment)
    let held = census.held[pool][.a], all = census.held[pool].pairs.reduce(0) { $0 + $1.value }
    let isCrowded = held * 2 > all && all >= context.knobs.size(of: pool)
    let turn = crowd.follow(context.isOn(.burst) && (isCrowded || crowd.isOn))
    if turn == .rose { context.note(.tenantCrowds(held, of: all), cause: context.cause(.burst)) }
    let refused = context.recent(.overQuota, overSeconds: 1)
    if quotaHolds.follow(context.isOn(.burst) && (refused >= 10 || quotaHolds.isOn), on: 5) == .rose {
      context.note(
        .quotaHolds(context.knobs.quota(of: pool), refused: Int(refused.rounded())), cause: context.cause(.burst))
    }
  }
}
