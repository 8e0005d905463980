// example: a saga that survives a restart
import Foundation
import Patterns

/// Runs a saga whose state is in a file before anything is done about it, so that a restart goes on where it was.
struct StoredSaga: Sendable {
  /// A step says so when it has done nothing, for sure.
  struct Refused: Error {}

  /// One step. After a restart it may be asked a second time for what it has done, so it must do it once only:
  /// `SagaParticipant` is the receiver's side of that.
  struct Step: Sendable {
    let execute: @Sendable () async throws -> Void
    let compensate: @Sendable () async throws -> Void
  }

  let steps: [Step]
  let file: URL
  let backoff: Backoff

  /// Begins, or goes on with what the file says; true when all steps are done, false when all are undone.
  func run() async throws -> Bool {
    var saga = try load() ?? Saga(steps: steps.count)
    var command = saga.pending ?? saga.start()
    while let next = command {
      try JSONEncoder().encode(saga).write(to: file, options: .atomic)
      switch next {
      case .execute(let step): command = saga.handle(await execute(step))
      case .compensate(let step):
        let isUndone = (try? await steps[step - 1].compensate()) != nil
        command = saga.handle(isUndone ? .compensationSucceeded(step) : .compensationFailed(step))
      case .retryCompensation(let step):
        try await Task.sleep(for: backoff.delay(afterFailure: saga.retries))
        command = saga.handle(.retryDue(step))
      case .complete: return true
      case .fail: return false
      }
    }
    return saga.state == .completed
  }

  private func execute(_ step: Int) async -> Saga.Input {
    do {
      try await steps[step - 1].execute()
      return .stepSucceeded(step)
    } catch is Refused { return .stepFailed(step) } catch {
      // No answer: it may have been done all the same, so it is undone with the others.
      return .stepOutcomeUnknown(step)
    }
  }

  // A damaged file is an error, not a new saga.
  private func load() throws -> Saga? {
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    let saga = try JSONDecoder().decode(Saga.self, from: Data(contentsOf: file))
    guard saga.steps == steps.count else { throw CocoaError(.fileReadCorruptFile) }
    return saga
  }
}
// end
