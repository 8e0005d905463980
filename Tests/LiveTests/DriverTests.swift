import Engine
import Foundation
import LabKit
import Live
import Synchronization
import Testing
import ToyLab

/// Gathers what a driver publishes, and waits for what should come.
private final class Frames: Sendable {
  private let held = Mutex<[Driver.Frame]>([])
  private let news = DispatchSemaphore(value: 0)

  func put(_ frame: Driver.Frame) {
    held.withLock { $0.append(frame) }
    news.signal()
  }

  /// The first frame from `index` on that is as it should be.
  func first(from index: Int = 0, where isRight: (Driver.Frame) -> Bool) -> Driver.Frame? {
    let deadline = DispatchTime.now() + .seconds(20)
    repeat {
      if let found = held.withLock({ $0.dropFirst(index).first(where: isRight) }) { return found }
    } while news.wait(timeout: deadline) == .success
    return nil
  }

  var count: Int { held.withLock(\.count) }
}

@Suite("The driver")
struct DriverTests {
  private static let entry = Toys.toll

  private func driver() -> (Driver, Frames) {
    let frames = Frames()
    return (Driver(Self.entry.start(1, nil, true)) { frames.put($0) }, frames)
  }

  @Test func `time goes on until it is paused, and then nothing is published`() throws {
    let (driver, frames) = driver()
    driver.send(.resume)
    #expect(frames.first { $0.snapshot.now.seconds > 0.2 } != nil)
    driver.send(.pause)
    let paused = try #require(frames.first(where: \.isPaused))
    let count = frames.count
    // A command answers at once, also while paused; between the two nothing came.
    driver.send(.speed(2))
    _ = frames.first(from: count) { $0.speed == 2 }
    #expect(frames.count == count + 1)
    #expect(frames.first(from: count) { _ in true }?.snapshot.now == paused.snapshot.now)
    driver.stop()
  }

  @Test func `a knob and a fault are in the very next frame`() throws {
    let (driver, frames) = driver()
    driver.send(.turn(knob: 0, value: Self.entry.knobs[0].range.upperBound))
    let frame = try #require(frames.first { _ in true })
    #expect(frame.snapshot.knobs[0] == Self.entry.knobs[0].range.upperBound)
    let fault = try #require(Self.entry.actions.firstIndex { $0.declaration.kind == .fault })
    driver.send(.act(action: fault, isOn: true))
    #expect(frames.first(from: 1) { $0.snapshot.faults == [fault] } != nil)
    driver.send(.healEverything)
    #expect(frames.first(from: 2) { $0.snapshot.faults.isEmpty } != nil)
    driver.stop()
  }

  @Test func `ten times the speed is ten times the time`() throws {
    let (driver, frames) = driver()
    driver.send(.speed(10))
    driver.send(.resume)
    let frame = try #require(frames.first { $0.snapshot.now.seconds > 10 })
    #expect(frame.actualSpeed > 5 && frame.actualSpeed < 11)
    driver.stop()
  }

  @Test func `more than it can do is said and not piled up`() throws {
    let (driver, frames) = driver()
    driver.send(.speed(1_000_000))
    driver.send(.resume)
    let frame = try #require(frames.first { !$0.isPaused && $0.snapshot.processed > 100_000 })
    #expect(frame.actualSpeed < 1_000_000)
    // Commands still get their turn.
    driver.send(.pause)
    #expect(frames.first(from: frames.count - 1, where: \.isPaused) != nil)
    driver.stop()
  }

  @Test func `to stop does not wait for what was asked before`() throws {
    let (driver, frames) = driver()
    // Each of them would go a minute further.
    for number in 0..<5000 { driver.send(.step(.topics([90 + number % 2]), isForward: true)) }
    driver.stop()
    let count = frames.count
    let last = frames.first(from: max(0, count - 1)) { _ in true }
    #expect((last?.snapshot.now.seconds ?? 0) < 60 * 2500)
    driver.send(.act(action: 0, isOn: true))
    driver.stop()
    #expect(frames.count == count)
  }

  @Test func `what was meant for a run that was replaced is dropped`() throws {
    let (driver, frames) = driver()
    driver.send(.replace(Self.entry.start(2, nil, true), nil), toRun: 1)
    driver.send(.act(action: 0, isOn: true), toRun: 0)
    driver.send(.go(.branch(1, at: nil)), toRun: 0)
    driver.send(.beginTwinOnBranch(7), toRun: 0)
    driver.send(.bookmark("of the new one"), toRun: 1)
    let frame = try #require(frames.first { !$0.map.bookmarks.isEmpty })
    #expect(frame.run == 1 && frame.snapshot.seed == 2 && frame.twin == nil)
    #expect(frame.snapshot.faults.isEmpty && frame.map.branches.count == 1)
    driver.stop()
  }

  @Test func `the run that is exchanged for another is the one that was put there last, as far as it got`() {
    let (driver, frames) = driver()
    driver.send(.resume)
    driver.send(.replace(Self.entry.start(2, nil, true), { _ in "two" }), toRun: 1)
    let before = driver.exchange(for: Self.entry.start(3, nil, true), nil, number: 2)
    #expect(before.run.seed == 2 && before.recorder?(before.run) == "two")
    driver.send(.replace(before.run, before.recorder), toRun: 3)
    let frame = frames.first { $0.run == 3 }
    #expect(frame?.snapshot.seed == 2)
    driver.stop()
  }

  @Test func `what was pressed live replays to the same digest`() throws {
    let (driver, frames) = driver()
    driver.send(.speed(20))
    driver.send(.resume)
    _ = frames.first { $0.snapshot.now.seconds > 1 }
    driver.send(.turn(knob: 0, value: Self.entry.knobs[0].range.upperBound))
    #expect(frames.first { !$0.isPaused && $0.snapshot.now.seconds > 3 } != nil)
    driver.send(.pause)
    let last = try #require(frames.first { $0.isPaused && $0.snapshot.now.seconds > 3 })
    driver.stop()
    let turned = try #require(frames.first { $0.snapshot.knobs[0] == Self.entry.knobs[0].range.upperBound }?.snapshot)
    var run = Self.entry.start(1, nil, false)
    run.advance(to: Moment(at: turned.now, events: turned.processed, inputs: 0))
    run.turn(0, to: Self.entry.knobs[0].range.upperBound)
    run.advance(to: Moment(at: last.snapshot.now, events: last.snapshot.processed, inputs: 1))
    #expect(run.digest == last.snapshot.digest)
  }
}
