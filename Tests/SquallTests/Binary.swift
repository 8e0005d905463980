import Foundation

/// The built program, which lies beside the test bundle.
enum Binary {
  /// What became of one call.
  struct Outcome {
    let code: Int32
    let output: String
    let error: String
    /// The lines on standard error.
    var errorLines: [Substring] { error.split(separator: "\n") }
  }

  /// A call that did not come to an end.
  struct Hang: Error, CustomStringConvertible {
    let description: String
  }

  /// No call takes nearly as long, on a debug build and a busy machine either.
  private static let mostSeconds = 600

  static let url = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    .deletingLastPathComponent().appendingPathComponent("squall")
  static var isBuilt: Bool { FileManager.default.isExecutableFile(atPath: url.path) }

  static func run(_ arguments: String...) throws -> Outcome { try run(arguments) }

  static func run(_ arguments: [String]) throws -> Outcome {
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    return try outcome(of: process)
  }

  /// Runs a shell's command line in which `$SQUALL` is the program.
  static func shell(_ line: String) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", line]
    process.environment = ProcessInfo.processInfo.environment.merging(["SQUALL": url.path]) { $1 }
    return try outcome(of: process)
  }

  /// Runs a tool that is found on the PATH and may leave a server behind, as tmux does.
  ///
  /// Foundation waits for the end of a process by a file that the process holds open; a server that inherits it would
  /// be waited for. So a shell closes what it was not given on purpose.
  static func tool(_ arguments: [String]) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    let closing = "for f in /proc/$$/fd/*; do n=${f##*/}; [ $n -gt 2 ] && eval \"exec $n>&-\"; done; exec \"$@\""
    process.arguments = ["-c", closing, "tool"] + arguments
    return try outcome(of: process)
  }

  private static func outcome(of process: Process) throws -> Outcome {
    // Files and not pipes: a full pipe would have to be read while the other one is.
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = try ["output", "error"].map { name in
      let file = folder.appendingPathComponent(name)
      try Data().write(to: file)
      return file
    }
    process.standardInput = FileHandle.nullDevice
    let handles = try files.map { try FileHandle(forWritingTo: $0) }
    // A process that has ended keeps its handles; thousands of them are more than Foundation can list.
    defer { for handle in handles { try? handle.close() } }
    (process.standardOutput, process.standardError) = (handles[0], handles[1])
    let end = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in end.signal() }
    try process.run()
    guard end.wait(timeout: .now() + .seconds(mostSeconds)) == .success else {
      kill(process.processIdentifier, SIGKILL)
      throw Hang(description: "no end of \(process.arguments ?? []) after \(mostSeconds) s")
    }
    let texts = try files.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
    return Outcome(code: process.terminationStatus, output: texts[0], error: texts[1])
  }
}
