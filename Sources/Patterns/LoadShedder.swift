/// Sheds the least important requests first, so that what is admitted stays below the capacity.
///
/// One estimate of the offered rates in a sliding second sets the quotas of all classes at once: P2 may use
/// what P0 and P1 leave of the threshold, P1 what P0 leaves of the capacity, P0 is always admitted. A request
/// is admitted with the probability quota / demand, so a class above its quota is thinned out evenly. Since
/// the estimate fluctuates, a class right at its limit is shed or admitted now and then. The scheme is ours;
/// nothing is published. Rates are in requests a second.
public struct LoadShedder: Hashable, Sendable {
  /// How important a request is.
  public enum Priority: UInt8, Hashable, Sendable, CaseIterable {
    /// Payments and authentication: never shed.
    case p0
    /// The core of the product: shed only when P2 is shed altogether.
    case p1
    /// Analytics and recommendations: shed first.
    case p2
  }

  /// One rate for each class, in requests a second.
  public struct Rates: Hashable, Sendable {
    /// The rate of the most important class.
    public var p0: Double
    /// The rate of the middle class.
    public var p1: Double
    /// The rate of the least important class.
    public var p2: Double

    /// Three rates.
    @inlinable
    public init(p0: Double = 0, p1: Double = 0, p2: Double = 0) {
      self.p0 = p0
      self.p1 = p1
      self.p2 = p2
    }

    /// The rate of one class.
    @inlinable public subscript(priority: Priority) -> Double {
      switch priority {
      case .p0: p0
      case .p1: p1
      case .p2: p2
      }
    }

    /// The rate of all classes together.
    @inlinable public var total: Double { p0 + p1 + p2 }
  }

  /// What is offered and what may pass, class by class.
  public struct Quotas: Hashable, Sendable {
    /// The estimated offered rates.
    public let demand: Rates
    /// The rates that may pass, never more than the demand.
    public let quota: Rates

    /// The quotas of these demands: `threshold` is a fraction of `capacity`.
    @inlinable
    public init(demand: Rates, capacity: Double, threshold: Double) {
      self.demand = demand
      quota = Rates(
        p0: demand.p0,
        p1: max(0, min(demand.p1, capacity - demand.p0)),
        p2: max(0, min(demand.p2, threshold * capacity - demand.p0 - demand.p1)))
    }

    /// The probability with which a request of this class is admitted, 0...1.
    @inlinable
    public func share(of priority: Priority) -> Double {
      let offered = demand[priority]
      return offered > 0 ? quota[priority] / offered : 1
    }
  }

  /// What becomes of a request.
  public enum Decision: UInt8, Hashable, Sendable {
    /// It goes on.
    case admitted
    /// It is refused at once.
    case shed
  }

  /// What the system behind can do, in requests a second; 0 or less sheds everything but P0.
  public var capacity: Double
  /// The fraction of the capacity above which P2 is shed: 0 or less sheds all of it, 1 treats it like P1.
  public var threshold: Double
  /// The offered rates of the last second.
  @inlinable public var estimate: RateEstimate { arrivals }

  @usableFromInline var arrivals: RateEstimate

  /// A shedder that has seen nothing yet.
  public init(capacity: Double, threshold: Double = 0.8, at now: Duration = .zero) {
    self.capacity = capacity
    self.threshold = threshold
    arrivals = RateEstimate(at: now)
  }

  /// Counts the request in the estimate and decides; `uniform` is in 0..<1. O(1).
  @inlinable
  public mutating func offer(_ priority: Priority, at now: Duration, uniform: Double) -> Decision {
    arrivals.count(priority, at: now)
    if priority == .p0 { return .admitted }
    let quotas = Quotas(demand: arrivals.rates(at: now), capacity: capacity, threshold: threshold)
    return uniform < quotas.share(of: priority) ? .admitted : .shed
  }

  /// What is offered and what may pass now. O(1), or O(buckets) after a pause.
  public func quotas(at now: Duration) -> Quotas {
    Quotas(demand: arrivals.rates(at: now), capacity: capacity, threshold: threshold)
  }
}

extension LoadShedder {
  /// The probability with which any request is admitted when importance does not count, 0...1: what brings the
  /// offered rate down to the capacity.
  @inlinable
  public func evenShare(at now: Duration) -> Double {
    let offered = arrivals.rates(at: now).total
    return offered > capacity ? max(0, capacity / offered) : 1
  }

  /// Counts the request in the estimate and sheds without looking at its importance; `uniform` is in 0..<1. O(1).
  ///
  /// The contrast to `offer`: every class loses the same share, the most important one included.
  @inlinable
  public mutating func offerEvenly(_ priority: Priority, at now: Duration, uniform: Double) -> Decision {
    arrivals.count(priority, at: now)
    return uniform < evenShare(at: now) ? .admitted : .shed
  }
}

extension LoadShedder: Codable {
  /// A shedder of these parts, as it gives them.
  public init(capacity: Double, threshold: Double, estimate: RateEstimate) {
    self.init(capacity: capacity, threshold: threshold)
    arrivals = estimate
  }

  private enum Key: CodingKey { case capacity, threshold, estimate }

  /// Decodes a shedder: its `capacity`, `threshold` and `estimate`.
  public init(from decoder: any Decoder) throws {
    let parts = try decoder.container(keyedBy: Key.self)
    try self.init(capacity: parts[.capacity], threshold: parts[.threshold], estimate: parts[.estimate])
  }

  /// Encodes a shedder: its `capacity`, `threshold` and `estimate`.
  public func encode(to encoder: any Encoder) throws {
    var parts = encoder.container(keyedBy: Key.self)
    try parts.set(.capacity, capacity)
    try parts.set(.threshold, threshold)
    try parts.set(.estimate, arrivals)
  }
}
