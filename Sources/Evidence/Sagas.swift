import LabKit
import Patterns

/// Sagas of any length: which steps are tried and undone, in which order.
extension Evidence {
  static let sagas =
    [1, 2, 4, 7].flatMap { steps in
      (0...steps).flatMap { failing in
        let name = failing == 0 ? "no step of \(steps) fails" : "step \(failing) of \(steps) fails"
        let tried = failing == 0 ? steps : failing, end = failing == 0 ? Saga.Command.complete : .fail
        return [
          salem(name + ": steps tried, as digits", Verification.digits(1...tried)) {
            let played = play(steps, failing: failing)
            return played.end == end ? Verification.digits(played.tried) : .nan
          },
          salem(name + ": steps undone, as digits", Verification.digits((1..<max(1, failing)).reversed())) {
            Verification.digits(play(steps, failing: failing).undone)
          },
        ]
      }
    } + [
      salem("a compensation that fails 100 times: compensations in the end", 2) {
        Double(play(4, failing: 3, setbacks: 100).undone.count)
      }
    ]

  private static let salem = Source("Garcia-Molina and Salem 1987", family: "saga")

  /// What a saga of so many steps commands when one fails, 0 for none, and for so many times its undoing too; and how it
  /// ends.
  private static func play(_ steps: Int, failing: Int, setbacks: Int = 0)
    -> (tried: [Int], undone: [Int], end: Saga.Command?)
  {
    var saga = Saga(steps: steps), tried: [Int] = [], undone: [Int] = [], command = saga.start()
    while true {
      switch command {
      case .execute(let step):
        tried.append(step)
        command = saga.handle(step == failing ? .stepFailed(step) : .stepSucceeded(step))
      case .compensate(let step) where saga.retries < setbacks: command = saga.handle(.compensationFailed(step))
      case .compensate(let step):
        undone.append(step)
        command = saga.handle(.compensationSucceeded(step))
      case .retryCompensation(let step): command = saga.handle(.retryDue(step))
      case .complete, .fail, nil: return (tried, undone, command)
      }
    }
  }
}
