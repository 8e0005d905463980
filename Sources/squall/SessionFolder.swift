import Diagnostics
import LabKit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where sessions are kept: `$XDG_STATE_HOME/squall/sessions`, one file for each run.
struct SessionFolder {
  /// Its path; nil when there is not even a home.
  let path: String?

  /// Beyond so many, what nobody would miss goes.
  static let mostFiles = 100

  /// The folder of whoever runs this.
  static func ofUser() -> SessionFolder {
    let state = variable("XDG_STATE_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
    return SessionFolder(path: (state ?? variable("HOME").map { $0 + "/.local/state" }).map { $0 + "/squall/sessions" })
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Sees to it that files can be written in it.
  @discardableResult
  func prepare() throws(BadInput) -> String {
    guard let path else { throw BadInput("there is no home for session files; set XDG_STATE_HOME") }
    var made = ""
    for part in path.split(separator: "/") {
      made += "/" + part
      mkdir(made, 0o700)
    }
    guard access(path + "/.", W_OK | X_OK) == 0 else {
      throw BadInput("cannot write \(path.printable): \(String(cString: strerror(errno)))")
    }
    return path
  }

  /// A new file with these lines; whole from its first line on. Its name has lab, seed and the time of day, so that a
  /// person finds it again.
  func begin(_ run: any LabRun, _ lines: String) throws(BadInput) -> LineFile {
    let wanted = "\(try prepare())/\(SessionFolder.timeOfDay())-\(run.entry.id)-\(run.seed)"
    // Two runs may begin within one second.
    for number in 1...99 {
      if let file = try LineFile.begin(wanted + (number == 1 ? "" : "-\(number)") + ".jsonl", lines) {
        prune()
        return file
      }
    }
    throw BadInput("\(wanted.printable).jsonl is there already, and so are 98 more of it")
  }

  private static func timeOfDay() -> String {
    var now = time(nil), parts = tm(), text = [CChar](repeating: 0, count: 32)
    localtime_r(&now, &parts)
    strftime(&text, text.count, "%Y-%m-%d-%H%M%S", &parts)
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The files, the newest first.
  var files: [String] {
    guard let path, let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var found: [(written: Int, nanoseconds: Int, path: String)] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      var status = stat()
      guard name.hasSuffix(".jsonl"), stat("\(path)/\(name)", &status) == 0 else { continue }
      found.append((status.st_mtim.tv_sec, status.st_mtim.tv_nsec, "\(path)/\(name)"))
    }
    return found.sorted { ($1.written, $1.nanoseconds, $1.path) < ($0.written, $0.nanoseconds, $0.path) }.map(\.path)
  }

  /// A file by its path, or by its name in this folder.
  func find(_ name: String) throws(BadInput) -> String {
    if access(name, F_OK) == 0 { return name }
    let candidates = files
    let names = candidates.map { String($0.split(separator: "/").last ?? "") }
    for suffix in ["", ".jsonl"] {
      if let index = names.firstIndex(of: name + suffix) { return candidates[index] }
    }
    throw BadInput("there is no session '\(name.printable)'", nearestTo: name, among: names)
  }
}
