import Diagnostics
import FoundationEssentials
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What SystemPackage does not have: locks, and files that come, go and change their names. The one place that reads
/// `errno`.
enum SystemCall {
  /// Takes the lock of an open file, or says at once that somebody else has it. Some file systems of clusters know no
  /// locks; there it is up to who starts the programs.
  static func isLockedByOthers(_ file: FileDescriptor, sharing: Bool = false) -> Bool {
    do throws(Errno) {
      try check(flock(file.rawValue, (sharing ? LOCK_SH : LOCK_EX) | LOCK_NB))
      return false
    } catch { return error == .wouldBlock }
  }

  /// Waits until what was written is on the disk.
  static func synchronize(_ file: FileDescriptor) throws(Errno) { try check(fsync(file.rawValue)) }

  static func remove(_ path: String) throws(Errno) { try check(unlink(path)) }

  /// What has the new name goes, in the same moment.
  static func rename(_ path: String, to name: String) throws(Errno) {
    try check(renameat(AT_FDCWD, path, AT_FDCWD, name))
  }

  /// Makes a folder with those around it, for its owner only.
  static func makeFolder(_ path: String) throws(Errno) {
    var made = FilePath(root: FilePath(path).root)
    for part in FilePath(path).components {
      made.append(part)
      _ = mkdir(made.string, 0o700)
    }
    try check(access(path + "/.", W_OK | X_OK))
  }

  /// The path without links and detours.
  static func real(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  /// The names in a folder, in no order; none when it cannot be read.
  static func names(in folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  }

  private static func check(_ result: CInt) throws(Errno) {
    if result != 0 { throw Errno(rawValue: errno) }
  }
}

/// Does something with a file that is written; what the system refuses becomes one line.
func writing<Result>(_ path: String, _ body: () throws -> Result) throws(BadInput) -> Result {
  do { return try body() } catch let error as BadInput { throw error } catch {
    throw BadInput("cannot write \(path.printable): \(error)")
  }
}
