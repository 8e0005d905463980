import Diagnostics
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where sessions are kept: `$XDG_STATE_HOME/squall/sessions`, one file for each run.
public struct SessionFolder: Sendable {
  /// Its path; nil when there is not even a home.
  public let path: String?

  /// Beyond so many, what nobody would miss goes.
  public static let mostFiles = 100

  /// The folder at a path.
  public init(path: String?) { self.path = path }

  /// The folder of whoever runs this.
  public static func ofUser() -> SessionFolder {
    let state = variable("XDG_STATE_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
    return SessionFolder(path: (state ?? variable("HOME").map { $0 + "/.local/state" }).map { $0 + "/squall/sessions" })
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Sees to it that files can be written in it.
  @discardableResult
  public func prepare() throws(BadInput) -> String {
    guard let path else { throw BadInput("there is no home for session files; set XDG_STATE_HOME") }
    try writing(path) { try SystemCall.makeFolder(path) }
    return path
  }

  /// A new file with these lines; whole from its first line on. Its name has the time of day and what is given, so that a
  /// person finds it again.
  public func begin(_ name: String, _ lines: String) throws(BadInput) -> LineFile {
    let wanted = "\(try prepare())/\(SessionFolder.timeOfDay())-\(name)"
    // Two runs may begin within one second.
    for number in 1...99 {
      if let file = try LineFile.begin(wanted + (number == 1 ? "" : "-\(number)") + ".jsonl", lines) { return file }
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
  public var files: [String] {
    guard let path else { return [] }
    let found = SystemCall.names(in: path).filter { $0.hasSuffix(".jsonl") }.map { "\(path)/\($0)" }.compactMap {
      file in
      (try? Stat(FilePath(file)).st_mtim).map { (seconds: $0.tv_sec, nanoseconds: $0.tv_nsec, path: file) }
    }
    return found.sorted { $1 < $0 }.map(\.path)
  }

  /// What people call a file: its name without the folder and without `.jsonl`.
  public static func name(of path: String) -> String {
    let file = FilePath(path)
    return file.extension == "jsonl" ? file.stem ?? path : file.lastComponent?.string ?? path
  }

  /// A file by its path, or by its name in this folder.
  public func find(_ name: String) throws(BadInput) -> String {
    if FileText.exists(name) { return name }
    let candidates = files
    let names = candidates.map(SessionFolder.name)
    if let index = names.firstIndex(of: SessionFolder.name(of: name)) { return candidates[index] }
    throw BadInput("there is no session '\(name.printable)'", nearestTo: name, among: names)
  }
}

extension SessionFolder {
  /// A run of a minute makes a file of about this size.
  private static let mostBytesToPrune = 64 << 10

  /// Of the files beyond those that are kept, removes what nobody would miss: those whose text is brief, that nobody gave
  /// another name, and that nobody is writing.
  public func prune(where isBrief: (String) -> Bool) {
    // One file comes to stand there at a time; those further back were looked at when they did.
    for path in files.dropFirst(SessionFolder.mostFiles).prefix(20) where SessionFolder.isNameOfOurs(path) {
      LineFile.remove(path) {
        guard let bytes = try? FileText.bytes(path, expecting: "a session", atMost: SessionFolder.mostBytesToPrune)
        else { return false }
        return isBrief(String(decoding: bytes, as: UTF8.self))
      }
    }
  }

  /// Whether a file is still called as it was when it began: `2026-03-01-094512-shop-42-2.jsonl`.
  private static func isNameOfOurs(_ path: String) -> Bool {
    let parts = name(of: path).split(separator: "-", omittingEmptySubsequences: false)
    let digits = parts.prefix(4)
    return parts.count >= 6 && digits.map(\.count) == [4, 2, 2, 6]
      && (digits + parts.suffix(1)).allSatisfy { $0.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } }
  }
}
