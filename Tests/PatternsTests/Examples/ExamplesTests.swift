import Foundation
import Patterns
import Synchronization
import Testing

/// What a test sets and the example reads, on whatever thread it runs.
private final class Shared<Value: Sendable>: Sendable {
  private let state: Mutex<Value>
  init(_ value: Value) { state = Mutex(value) }
  var value: Value {
    get { state.withLock { $0 } }
    set { state.withLock { $0 = newValue } }
  }
}

@Suite struct ExamplesTests {
  struct Failure: Error {}

  @Test func `A breaker around an async call refuses, probes and closes`() async throws {
    var settings = CircuitBreaker.Settings()
    settings.window = .count(2)
    settings.minimumCalls = 2
    settings.waitInOpen = .fixed(.seconds(10))
    settings.permittedCallsInHalfOpen = 1
    let clock = Shared(Duration.zero)
    let service = GuardedService(settings) { clock.value }
    let cancelled = Task { try await service.call { throw CancellationError() } }
    await #expect(throws: CancellationError.self) { try await cancelled.value }
    for _ in 0..<2 { await #expect(throws: Failure.self) { try await service.call { throw Failure() } } }
    await #expect(throws: GuardedService.Refused.self) { try await service.call { 1 } }
    clock.value = .seconds(11)
    #expect(try await service.call { 1 } == 1)
    for _ in 0..<3 { #expect(try await service.call { 2 } == 2) }
  }

  @Test func `A limiter makes its callers wait their turn`() async throws {
    let slept = Shared<[Duration]>([])
    let isCancelled = Shared(false)
    let limiter = WaitingLimiter(rate: 10, burst: 1, maxWait: .milliseconds(250), now: { .seconds(1) }) {
      slept.value += [$0]
      if isCancelled.value { throw CancellationError() }
    }
    try await limiter.wait()
    #expect(slept.value == [])
    try await limiter.wait()
    isCancelled.value = true
    await #expect(throws: CancellationError.self) { try await limiter.wait() }
    isCancelled.value = false
    try await limiter.wait()
    #expect(slept.value == [100, 200, 200].map { .milliseconds($0) }, "who was cancelled gave the turn back")
    await #expect(throws: WaitingLimiter.Busy.self) { try await limiter.wait() }
  }

  @Test func `A caller of a bulkhead leaves the line when its task is cancelled`() async throws {
    let pool = Compartment(maxConcurrent: 1, maxWaiting: 1) { .zero }
    let (gate, opener) = AsyncStream.makeStream(of: Void.self)
    let inside = Task { try await pool.run { for await _ in gate {} } }
    while await !pool.isBusy { await Task.yield() }
    let second = Task { try await pool.run { 2 } }
    while await pool.waiting == 0 { await Task.yield() }
    await #expect(throws: Compartment.Full.self) { try await pool.run { 3 } }
    second.cancel()
    await #expect(throws: CancellationError.self) { try await second.value }
    #expect(await pool.waiting == 0)
    let fourth = Task { try await pool.run { 4 } }
    while await pool.waiting == 0 { await Task.yield() }
    opener.finish()
    try await inside.value
    #expect(try await fourth.value == 4)
    #expect(await !pool.isBusy)
  }

  /// Runs a saga of three steps, whose third one throws `error`, and notes what is done and what the file said then.
  private func run(
    _ file: URL, third error: (any Error)? = nil
  ) async throws -> (isDone: Bool, log: [(what: String, file: Data)]) {
    let log = Shared<[(what: String, file: Data)]>([])
    @Sendable func note(_ what: String) throws { log.value += [(what, try Data(contentsOf: file))] }
    let steps = (1...3).map { step in
      StoredSaga.Step {
        try note("do \(step)")
        if step == 3, let error { throw error }
      } compensate: {
        try note("undo \(step)")
      }
    }
    let saga = StoredSaga(steps: steps, file: file, backoff: .none)
    return (try await saga.run(), log.value)
  }

  @Test func `A saga goes on after a restart with the step that it was at`() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "saga-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let endings: [((any Error)?, [String])] = [
      (nil, ["do 1", "do 2", "do 3"]),
      (StoredSaga.Refused(), ["do 1", "do 2", "do 3", "undo 2", "undo 1"]),
      (Failure(), ["do 1", "do 2", "do 3", "undo 3", "undo 2", "undo 1"]),
    ]
    for (index, (error, expected)) in endings.enumerated() {
      let whole = try await run(folder.appending(path: "\(index)"), third: error)
      #expect(whole.log.map(\.what) == expected)
      #expect(whole.isDone == (error == nil))
      // Whenever it is killed, it goes on with what it had begun.
      for (moment, entry) in whole.log.enumerated() {
        let file = folder.appending(path: "\(index)-\(moment)")
        try entry.file.write(to: file)
        let rest = try await run(file, third: error)
        #expect(rest.log.map(\.what) == Array(expected[moment...]))
        #expect(rest.isDone == whole.isDone)
        #expect(try await run(file).log.isEmpty, "what is over stays over")
      }
    }
    let damaged = folder.appending(path: "damaged")
    try Data(#"{"steps":3,"state":"running","step":9}"#.utf8).write(to: damaged)
    await #expect(throws: DecodingError.self) { try await run(damaged) }
  }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()

  /// The page shows what is compiled and run here, to the letter.
  @Test func `The page shows these examples`() throws {
    let examples = try ["GuardedService", "WaitingLimiter", "Compartment", "StoredSaga"].map { name in
      let text = try String(contentsOf: Self.folder.appending(path: name + ".swift"), encoding: .utf8)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let begin = try #require(lines.firstIndex { $0.hasPrefix("// example:") })
      let end = try #require(lines.firstIndex(of: "// end"))
      return lines[(begin + 1)..<end].joined(separator: "\n")
    }
    let page = try String(
      contentsOf: Self.folder.appending(path: "../../../Sources/Patterns/Patterns.docc/UsingPatterns.md"),
      encoding: .utf8)
    let blocks = page.components(separatedBy: "```swift\n").dropFirst().map {
      $0.components(separatedBy: "\n```")[0]
    }
    #expect(Array(blocks) == examples)
  }
}
