import Patterns

extension Shop {
  /// A pool of permits that a request holds while it is worked on.
  public enum Pool: UInt8, CaseIterable, Sendable {
    /// Orders and reads in progress.
    case orders
    /// Analytics.
    case analytics
    /// All of them, while bulkheads are off.
    case shared
  }
}

/// The bulkheads: pools of permits with a bounded line each. The shared pool serves only while bulkheads are off.
struct Pools: Sendable {
  private var orders = Bulkhead(maxConcurrent: 50, maxWaiting: 200)
  private var analytics = Bulkhead(maxConcurrent: 5, maxWaiting: 50)
  private var shared = Bulkhead(maxConcurrent: 75, maxWaiting: 250)
  /// Calls to payment: a short line only, since whoever waits here holds a permit for orders too.
  var payment = Bulkhead(maxConcurrent: 20, maxWaiting: 5)

  subscript(pool: Request.Pool) -> Bulkhead {
    _read {
      switch pool {
      case .orders: yield orders
      case .analytics: yield analytics
      case .shared: yield shared
      }
    }
    _modify {
      switch pool {
      case .orders: yield &orders
      case .analytics: yield &analytics
      case .shared: yield &shared
      }
    }
  }
}
