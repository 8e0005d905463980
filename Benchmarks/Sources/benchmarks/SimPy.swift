import Foundation

/// The same M/M/1 in SimPy, as a process of its own: what most people would use instead.
enum SimPy {
  /// The cost of an event, or nil when there is no Python with SimPy; says so then.
  static func nanosecondsPerEvent(customers: Int) -> Double? {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../simpy_single_server.py").standardized.path
    let python = ProcessInfo.processInfo.environment["PYTHON"] ?? "python3"
    // The quickest of three, as everywhere.
    let costs = (1...3).compactMap { _ in run([python, script, "\(customers)"]) }
    guard let cost = costs.min() else {
      print("SimPy is missing: run `pip install simpy`, or name a Python that has it: PYTHON=venv/bin/python")
      return nil
    }
    return cost
  }

  private static func run(_ words: [String]) -> Double? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    return Double(String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
  }
}
