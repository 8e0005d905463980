import Engine
import FirstEdition
import Patterns

extension SagaLab {
  /// One order on its way through the five services.
  struct Order: Sendable {
    let serial: UInt32
    /// What its random draws are keyed by: the arrival's number, or one far above for orders run by hand.
    let number: UInt64
    /// How it is carried out: the knobs as they were when it began.
    let mode: Mode
    let isIdempotent: Bool
    let isFlagging: Bool
    /// The row that every service touches for it.
    let row: Int
    let began: Instant
    /// The step that is refused by hand, counted from 1; 0 for none.
    let refusedStep: Int
    let isByHand: Bool
    /// The note that its fate is put down to.
    var cause: NoteID

    var isAlive = true
    /// Nobody waits for anything any more; stragglers may still be under way.
    var isOver = false
    var isGoingBack = false
    /// Parcels that are about it.
    var references = 0
    /// Requests that services have taken and not answered: they wait for a row, or are worked on.
    var queued = 0

    /// What the orchestrator knows. A crash wipes it; the log brings it back.
    var saga = Saga(steps: SagaLab.steps)
    /// What each service knows, as a step of a saga and as a participant of two-phase commit.
    var parts = [SagaParticipant](repeating: SagaParticipant(), count: SagaLab.steps)
    var votes = TwoPhaseCommit.Coordinator(participants: SagaLab.steps)
    var members: [TwoPhaseCommit.Participant] = []
    /// Under two-phase commit: which steps were asked for, and which are done, by bit.
    var asked: UInt8 = 0
    var worked: UInt8 = 0

    /// The ledger of the services, apart from what anybody believes: how often each step is in force.
    var effects = [Int](repeating: 0, count: SagaLab.steps)
    var attempts = 0
    var undone = 0
    var failedStep = 0

    /// What was sent last and has not been answered yet, and the timer that will send it again.
    var pending: (kind: Parcel.Kind, step: Int)?
    var timer: UInt32 = 0
    var sent: UInt32 = 0
    /// Failures of the compensation that is under way.
    var setbacks = 0
    var retryTimer: UInt32 = 0
    /// Where the compensation that waits to be tried again is; 0 for none.
    var retryStep = 0

    /// What it found in the shared row before it wrote, and the row's version afterwards.
    var hasTouched = false
    var before = 0
    var version = 0
    var lockedAt: Instant?
    var flaggedAt: Instant?

    var isUndone: Bool { effects.allSatisfy { $0 == 0 } }
    var isDone: Bool { effects.allSatisfy { $0 == 1 } }
  }

  /// A message, or the request in it while a service works on it.
  struct Parcel: Sendable {
    enum Kind: UInt8, Sendable {
      /// To a service.
      case execute, compensate, prepare, commit, abort
      /// To the coordinator.
      case executed, refused, compensated, setback, yes, no, acknowledged

      var isForCoordinator: Bool { rawValue >= Kind.executed.rawValue }
      /// Whether it belongs to two-phase commit itself, and not to the work before it.
      var isProtocol: Bool {
        switch self {
        case .prepare, .commit, .abort, .yes, .no, .acknowledged: true
        default: false
        }
      }
    }

    let order: UInt32
    let kind: Kind
    /// The service, counted from 1.
    let step: Int
    /// When it began to wait for its row.
    var since: Instant = .start
    /// When its service began to work on it.
    var began: Instant = .start
  }

  /// How many orders are where; counted as they move.
  struct Tally: Sendable {
    var started: UInt32 = 0
    var byHand: UInt64 = 0
    var forward = 0
    var backward = 0
    var completed = 0
    var undone = 0
    var halfDone = 0
    /// Effects on the shared rows of orders that are over and gone, by row.
    var settled = [Int](repeating: 0, count: SagaLab.mostRows)
  }
}

extension SagaLab.Parcel.Kind {
  /// The same, for notes.
  var message: SagaMessage { SagaMessage(rawValue: rawValue)! }
}
