import Foundation

/// The built program, run as anybody would run it.
enum Program {
  /// It lies beside the test bundle.
  static let path: String = {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("squall").path
  }()

  /// What a command printed and how it ended.
  struct Outcome {
    let output: String
    let error: String
    let status: Int32
  }

  /// Runs a command to its end; `tool` is looked up on the PATH unless it is a path.
  static func run(_ tool: String = path, _ arguments: [String]) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: tool.hasPrefix("/") ? tool : "/usr/bin/env")
    process.arguments = tool.hasPrefix("/") ? arguments : [tool] + arguments
    let (output, error) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = error
    process.standardInput = FileHandle.nullDevice
    try process.run()
    // Both are read before the end is waited for, or a full pipe would stop the program; errors are one line.
    let text = output.fileHandleForReading.readDataToEndOfFile()
    let message = error.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(
      output: String(decoding: text, as: UTF8.self), error: String(decoding: message, as: UTF8.self),
      status: process.terminationStatus)
  }
}
