import Classroom
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

  /// More than this many are not kept; the oldest go.
  private static let mostFiles = 100

  /// The folder of whoever runs this.
  static func ofUser() -> SessionFolder {
    let state = variable("XDG_STATE_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
    return SessionFolder(
      path: (state ?? variable("HOME").map { $0 + "/.local/state" }).map { $0 + "/squall/sessions" })
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// A path for a new file: lab, seed and the time of day, so that a person finds it again.
  func newPath(lab: String, seed: UInt64) throws(BadInput) -> String {
    guard let path else { throw BadInput("there is no home for session files; set XDG_STATE_HOME") }
    var made = ""
    for part in path.split(separator: "/") {
      made += "/" + part
      mkdir(made, 0o700)
    }
    var now = time(nil), parts = tm(), text = [CChar](repeating: 0, count: 32)
    localtime_r(&now, &parts)
    strftime(&text, text.count, "%Y-%m-%d-%H%M%S", &parts)
    let day = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return "\(path)/\(day)-\(lab)-\(seed).jsonl"
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
    return found.sorted { ($1.written, $1.nanoseconds, $1.path) < ($0.written, $0.nanoseconds, $0.path) }.map(
      \.path)
  }

  /// Removes the oldest files beyond those that are kept.
  func prune() {
    for file in files.dropFirst(SessionFolder.mostFiles) { unlink(file) }
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
