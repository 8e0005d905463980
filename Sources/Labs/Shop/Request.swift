import Engine
import LabKit
import Patterns

/// An admitted request on its way through the shop; a P0 request is an order and carries its saga.
struct Request: Sendable {
  /// The number that its random draws are keyed by: the arrival's, or one far above for orders run by hand.
  let number: UInt64
  let kind: Shop.Class
  let arrived: Instant
  /// The note that its fate is put down to.
  var cause: NoteID = .chance
  /// The permit it holds, if it holds one.
  var pool: Shop.Pool?

  // From here on for orders only.

  /// The order's number, counted from 0 in the order in which sagas began.
  var serial: UInt32 = 0
  var saga = Saga(steps: Service.allCases.count)
  /// Bit k is set while step k + 1 is done and not undone: kept apart from the saga, to check it.
  var doneSteps: UInt8 = 0
  /// The step that is refused by hand, counted from 1; 0 for none.
  var refusedStep: UInt8 = 0
  var isTraced = false
  /// Whether failures are compensated: the saga knob as it was when the order began.
  var hasSaga = true
  /// The call in flight: which attempt it is, when it began, what it will come back with.
  var attempt: UInt16 = 0
  var callBegan: Instant = .start
  var failure: Mesh.Failure?
  var hasPaymentPermit = false
  var permit: CircuitBreaker.Permit?
  /// How often a compensation failed so far.
  var setbacks: UInt16 = 0
}

extension Shop {
  /// The classes of requests, the most important first.
  enum Class: Int, Label {
    case p0, p1, p2

    var priority: LoadShedder.Priority { LoadShedder.Priority(rawValue: UInt8(rawValue))! }
  }

  /// A pool of permits that a request, or a call to payment, holds while it is worked on. The shared one serves only
  /// while bulkheads are off.
  enum Pool: Int, Label {
    case orders, analytics, shared, payment

    var bulkhead: Bulkhead {
      switch self {
      case .orders: Bulkhead(maxConcurrent: 50, maxWaiting: 200)
      case .analytics: Bulkhead(maxConcurrent: 5, maxWaiting: 50)
      case .shared: Bulkhead(maxConcurrent: 75, maxWaiting: 250)
      // A short line only, since whoever waits here holds a permit for orders too.
      case .payment: Bulkhead(maxConcurrent: 20, maxWaiting: 5)
      }
    }
  }
}
