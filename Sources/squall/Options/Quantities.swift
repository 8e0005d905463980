import ArgumentParser
import Diagnostics
import Engine
import Exports
import LabKit
import Runs

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension Interval: OptionValue {
  init(option text: String) throws(BadInput) { self = try Interval(text: text) }
}

extension Seeds: OptionValue { init(option text: String) throws(BadInput) { self = try Seeds(text) } }

extension SweepShard: OptionValue {
  init(option text: String) throws(BadInput) { self = try SweepShard(text) }
}

/// Where chance begins.
struct SeedNumber: OptionValue {
  let value: UInt64
  init(option text: String) throws(BadInput) { value = try UInt64(seedText: text) }
}

/// How many of something.
struct Count: OptionValue {
  let value: Int

  init(option text: String) throws(BadInput) {
    guard let value = Int(text) else {
      throw BadInput("'\(text.printable)' is no whole number; write it like 300")
    }
    self.value = value
  }
}

/// How many things are done at once.
struct Jobs: OptionValue {
  let value: Int

  init(option text: String) throws(BadInput) {
    guard let value = Int(text), value >= 1 else {
      throw BadInput("--jobs needs a whole number from 1, not '\(text.printable)'")
    }
    self.value = value
  }
}

/// Virtual seconds per second.
struct Pace: OptionValue {
  let value: Double

  init(option text: String) throws(BadInput) {
    guard let value = Double(text), (0.001...100).contains(value) else {
      throw BadInput("--speed goes from 0.001 to 100, not '\(text.printable)'")
    }
    self.value = value
  }
}

/// Frames a second.
struct FrameRate: OptionValue {
  let value: Int

  init(option text: String) throws(BadInput) {
    guard let value = Int(text), (1...60).contains(value) else {
      throw BadInput("--fps goes from 1 to 60, not '\(text.printable)'")
    }
    self.value = value
  }
}

/// Columns and rows of a screen.
struct ScreenSize: OptionValue {
  let columns: Int, rows: Int

  init(option text: String) throws(BadInput) {
    let parts = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let columns = parts[0], let rows = parts[1], (1...1000).contains(columns),
      (1...1000).contains(rows)
    else {
      throw BadInput(
        "--size is columns and rows from 1 to 1000, such as 80x24, not '\(text.printable)'")
    }
    (self.columns, self.rows) = (columns, rows)
  }
}

extension Epoch: OptionValue {
  init(option text: String) throws(BadInput) {
    guard text == "now" else {
      do throws(BadInput) { self = try Epoch(text: text) } catch {
        throw BadInput(
          error.description, nearestTo: text, among: NearestName.to(text, among: ["now"]).map { [$0] } ?? [])
      }
      return
    }
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    // Whole seconds, so that timestamps stay as short as virtual times are.
    self.init(nanoseconds: UInt64(max(0, now.tv_sec)) * 1_000_000_000)
  }

  static var completion: CompletionKind { .list(["now"]) }
}
