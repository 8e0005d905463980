import Foundation

/// What this process takes, in MB.
enum Memory {
  /// The most it ever had.
  static func peak() -> Double { read("VmHWM:") }

  /// What it has now; where the system does not say, the most it ever had.
  static func now() -> Double { read("VmRSS:") }

  private static func read(_ name: String) -> Double {
    #if os(Linux)
      // Not getrusage: its figure goes on from the process that started this one.
      let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
      let line = status.split(separator: "\n").first { $0.hasPrefix(name) } ?? ""
      return Double(line.filter(\.isNumber)).map { $0 / 1024 } ?? .nan
    #else
      var usage = rusage()
      getrusage(0, &usage)
      return Double(usage.ru_maxrss) / 1024 / 1024
    #endif
  }
}
