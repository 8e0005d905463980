import Engine
import Patterns

/// Permits with a bounded line in front of them, and who holds what: each of those inside has a seat, and a tenant may
/// hold only so many.
///
/// The bulkhead decides, and before it the quota. Whoever has no permit gives none back, so that leaving twice does
/// nothing. Everything is O(1) where nothing else is said.
public struct Pool: Sendable {
  /// What became of a caller.
  public enum Entry: Sendable {
    /// It has a permit and a seat.
    case entered
    /// It stands in line.
    case queued
    /// The pool and the line are full.
    case refused
    /// Its tenant holds, or waits for, as much as it may.
    case overQuota
  }

  private var bulkhead: Bulkhead
  private var quotas: TenantQuota?
  /// Where each slot is, and whose it is.
  private var places: ContiguousArray<Place> = []
  /// The seats, a bit for each that is taken.
  private var taken: ContiguousArray<UInt64> = []

  private struct Place: Sendable {
    static let outside: Int32 = -1, inLine: Int32 = -2
    var seat = outside
    var tenant: Int32 = 0
  }

  /// An empty pool of `size` permits and a line for so many; those in line wait for `patience`, nil for as long as it
  /// takes. With `tenants`, numbered from 0, each of them may hold and wait for `quota` at most.
  public init(size: Int, line: Int = 0, patience: Interval? = nil, tenants: Int? = nil, quota: Int = .max) {
    bulkhead = Bulkhead(maxConcurrent: size, maxWaiting: line, maxWait: patience?.duration)
    quotas = tenants.map { TenantQuota(tenants: $0, limit: quota) }
  }

  /// Permits in all. When there are more, call `admitNext` until nil; when there are fewer, those inside finish.
  public var size: Int {
    get { bulkhead.maxConcurrent }
    set { bulkhead.maxConcurrent = newValue }
  }
  /// How many may stand in line.
  public var line: Int {
    get { bulkhead.maxWaiting }
    set { bulkhead.maxWaiting = newValue }
  }
  /// How long those wait who come from now on; nil for as long as it takes.
  public var patience: Interval? {
    get { bulkhead.maxWait.map { Interval($0) } }
    set { bulkhead.maxWait = newValue?.duration }
  }
  /// How much a tenant may hold and wait for; without tenants there is no bound.
  public var quota: Int {
    get { quotas?.limit ?? .max }
    set { quotas?.limit = newValue }
  }

  /// How many hold a permit.
  public var busy: Int { bulkhead.inUse }
  /// How many stand in line.
  public var waiting: Int { bulkhead.waiting }
  /// Whether every permit is in use.
  public var isFull: Bool { busy >= size }
  /// What a tenant holds and waits for; 0 without tenants.
  public func held(by tenant: Int) -> Int { quotas?.held(by: tenant) ?? 0 }
  /// The seat of a slot, counted from 0; nil when it has no permit.
  public func seat(of slot: Slot) -> Int? {
    let seat = Int(slot) < places.count ? places[Int(slot)].seat : Place.outside
    return seat >= 0 ? Int(seat) : nil
  }
  /// Who sits in each seat; nil where nobody does. O(slots), for display.
  public var seats: [Slot?] {
    let last = places.map { Int($0.seat) }.max() ?? -1
    var seats = [Slot?](repeating: nil, count: max(size, last + 1))
    for (slot, place) in places.enumerated() where place.seat >= 0 { seats[Int(place.seat)] = Slot(slot) }
    return seats
  }

  /// Lets a caller in, puts it in line or turns it away; it must be neither inside nor in line.
  public mutating func enter(_ slot: Slot, tenant: Int = 0, at now: Instant) -> Entry {
    while places.count <= Int(slot) { places.append(Place()) }
    assert(places[Int(slot)].seat == Place.outside, "slot \(slot) is in the pool already")
    guard quotas?.acquire(tenant) ?? true else { return .overQuota }
    places[Int(slot)].tenant = Int32(truncatingIfNeeded: tenant)
    switch bulkhead.enter(UInt64(slot), at: now.duration) {
    case .entered:
      sit(slot)
      return .entered
    case .queued:
      places[Int(slot)].seat = Place.inLine
      return .queued
    case .refused:
      quotas?.release(tenant)
      return .refused
    }
  }

  /// Gives a permit back, and returns who enters with it if anybody waits. Without a permit it does nothing.
  public mutating func leave(_ slot: Slot, at now: Instant) -> Slot? {
    guard let seat = seat(of: slot) else { return nil }
    taken[seat / 64] &= ~(1 << UInt64(seat % 64))
    forget(slot)
    return seated(bulkhead.leave(at: now.duration))
  }

  /// Lets the first in line enter if there is a permit; repeat it after there are more of them.
  public mutating func admitNext(at now: Instant) -> Slot? { seated(bulkhead.admitNext(at: now.duration)) }

  /// Takes a caller out of the line, because its patience is over; false if it does not stand there. O(waiting).
  public mutating func expire(_ slot: Slot) -> Bool {
    guard Int(slot) < places.count, places[Int(slot)].seat == Place.inLine else { return false }
    forget(slot)
    return bulkhead.expire(UInt64(slot))
  }

  private mutating func forget(_ slot: Slot) {
    places[Int(slot)].seat = Place.outside
    quotas?.release(Int(places[Int(slot)].tenant))
  }

  private mutating func seated(_ id: UInt64?) -> Slot? {
    guard let slot = id.map({ Slot(truncatingIfNeeded: $0) }) else { return nil }
    sit(slot)
    return slot
  }

  /// Takes the first free seat. O(seats / 64).
  private mutating func sit(_ slot: Slot) {
    var word = 0
    while word < taken.count, taken[word] == .max { word += 1 }
    if word == taken.count { taken.append(0) }
    let bit = (~taken[word]).trailingZeroBitCount
    taken[word] |= 1 << UInt64(bit)
    places[Int(slot)].seat = Int32(64 * word + bit)
  }
}
