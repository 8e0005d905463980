import Engine
import FirstEdition
import Patterns

/// An admitted request on its way through the shop; a P0 request is an order and carries its saga.
struct Request: Sendable {
  typealias Priority = LoadShedder.Priority

  typealias Pool = Shop.Pool

  /// The number that its random draws are keyed by: the arrival's, or one far above for orders run by hand.
  let number: UInt64
  let priority: Priority
  let arrived: Instant
  /// The note that its fate is put down to.
  var cause: NoteID = .chance
  /// The permit it holds, if it holds one.
  var pool: Pool?
  /// Whether this slot is in use; the slab gives slots out again.
  var isAlive = true

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
  /// How often a compensation was tried in vain.
  var setbacks: UInt16 = 0
}
