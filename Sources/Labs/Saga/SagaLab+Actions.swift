import Engine
import FirstEdition

extension SagaLab {
  /// What the keys do.
  public enum Action: String, ActionSet {
    case failStep1 = "fail.step1"
    case failStep2 = "fail.step2"
    case failStep3 = "fail.step3"
    case failStep4 = "fail.step4"
    case failStep5 = "fail.step5"
    case order = "order"
    case anomaly = "anomaly"
    case compensationFails = "compensation.fails"
    case coordinatorCrash = "coordinator.crash"
    case crashInDoubt = "crash.in-doubt"
    case messageLost = "message.lost"
    case messageDoubled = "message.doubled"

    /// Key, title and kind.
    public var declaration: ActionDeclaration {
      switch self {
      case .failStep1: .once("1", "fail stock", "Runs an order whose step 1 is refused: nothing to undo.")
      case .failStep2:
        .once("2", "fail payment", "Runs an order whose step 2 is refused: one compensation.")
      case .failStep3:
        .once("3", "fail carrier", "Runs an order whose step 3 is refused: two compensations.")
      case .failStep4:
        .once("4", "fail points", "Runs an order whose step 4 is refused: three compensations.")
      case .failStep5:
        .once("5", "fail confirm", "Runs an order whose step 5 is refused: four compensations.")
      case .order: .once("o", "run order", "Runs one order on row 1 and traces it.")
      case .anomaly:
        .once(
          "a", "provoke anomaly",
          "Two orders meet on row 1; the first fails at step 4, after the second read.")
      case .compensationFails:
        .fault("f", "undo fails", "Every try to undo a step fails; it is tried again until it succeeds.")
      case .coordinatorCrash:
        .fault(
          "c", "crash coordinator", "The coordinator forgets all it did not log; healed, it reads its log.")
      case .crashInDoubt:
        .fault(
          "w", "crash in doubt",
          "The coordinator of two-phase commit crashes when all have voted, before it decides.")
      case .messageLost: .once("x", "lose a message", "The next message gets lost.")
      case .messageDoubled: .once("d", "double a message", "The next request to a service arrives twice.")
      }
    }
  }

  /// What is broken, each with the note of the key that did it.
  struct Faults: Sendable {
    var compensationFails: NoteID?
    var coordinatorCrash: NoteID?
    var crashInDoubt: NoteID?
    /// Keys that wait for the next message.
    var losesNext: NoteID?
    var doublesNext: NoteID?
    /// The key behind the second order of the anomaly.
    var anomaly: NoteID = .chance
  }
}
