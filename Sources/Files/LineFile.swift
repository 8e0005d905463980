import Diagnostics
import SystemPackage

/// A file to which one program at a time appends lines, so that whoever is killed can go on where it was.
public final class LineFile: Sendable {
  /// Where it is.
  public let path: String
  private let file: FileDescriptor

  private init(_ path: String, _ file: FileDescriptor) { (self.path, self.file) = (path, file) }

  deinit { try? file.close() }

  /// A new file with its first lines; nil when there is something at its path.
  public static func begin(_ path: String, _ lines: String) throws(BadInput) -> LineFile? {
    let options: FileDescriptor.OpenOptions = [.create, .exclusiveCreate, .append, .closeOnExec]
    let opened = try writing(path) { () -> FileDescriptor? in
      do { return try .open(path, .writeOnly, options: options, permissions: .ownerReadWrite) } catch Errno.fileExists {
        return nil
      }
    }
    guard let opened else { return nil }
    _ = SystemCall.isLockedByOthers(opened)
    let begun = LineFile(path, opened)
    do throws(BadInput) { try begun.append(lines) } catch {
      try? SystemCall.remove(path)
      throw error
    }
    return begun
  }

  /// A file that goes on, or begins where it `mayBegin`; throws while another program is writing it.
  public static func goOn(_ path: String, mayBegin: Bool = false) throws(BadInput) -> LineFile {
    // A pipe would keep us waiting for who reads it.
    var options: FileDescriptor.OpenOptions = [.append, .closeOnExec, .nonBlocking]
    if mayBegin { options.insert(.create) }
    while true {
      let opened = try writing(path) {
        LineFile(path, try .open(path, .writeOnly, options: options, permissions: mayBegin ? .ownerReadWrite : nil))
      }
      if SystemCall.isLockedByOthers(opened.file) {
        throw BadInput("\(path.printable) is still being written by another squall")
      }
      // Who held the lock may have removed the file while we waited for nothing.
      if try writing(path, { try Stat(opened.file).linkCount }) > 0 { return opened }
    }
  }

  /// Leaves only so many bytes: what comes after them is a line that a killed writer did not end.
  public func cut(to length: Int) throws(BadInput) { try writing(path) { try file.resize(to: Int64(length)) } }

  /// Appends whole lines, all of them or none: with one write, as long as the disk is not full.
  public func append(_ lines: String) throws(BadInput) {
    try writing(path) {
      let before = try Stat(file).size
      do { _ = try file.writeAll(lines.utf8) } catch {
        // What fitted on the disk would spoil the next line.
        if try Stat(file).size > before { try file.resize(to: Int64(before)) }
        throw error
      }
    }
  }

  /// Whether somebody is known to be writing a file.
  public static func isBeingWritten(_ path: String) -> Bool {
    reading(path) { SystemCall.isLockedByOthers($0, sharing: true) }
  }

  /// Removes a file, if there is one, whoever writes it.
  public static func remove(_ path: String) { try? SystemCall.remove(path) }

  /// Removes a file if nobody is writing it and nobody would miss it.
  public static func remove(_ path: String, if isMissedByNobody: () -> Bool) {
    _ = reading(path) {
      // Whoever goes on with it meanwhile waits for the lock, and then sees that it is gone.
      guard !SystemCall.isLockedByOthers($0), isMissedByNobody() else { return false }
      try SystemCall.remove(path)
      return true
    }
  }

  private static func reading(_ path: String, _ body: (FileDescriptor) throws -> Bool) -> Bool {
    let file = try? FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .nonBlocking])
    return (try? file?.closeAfter { try body(file!) }) ?? false
  }
}
