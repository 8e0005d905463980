import Diagnostics
import SystemPackage

/// Reads files that somebody else wrote; one line says why one cannot be read.
public enum FileText {
  /// Longer than anything that a class writes by hand; what is longer is not worth reading.
  public static let mostBytes = 64 * 1024

  /// Whether there is something at a path.
  public static func exists(_ path: String) -> Bool { (try? Stat(FilePath(path))) != nil }

  /// The text of a file that a person wrote. `kind` is what was expected, such as `a theme`.
  public static func read(_ path: String, expecting kind: String) throws(BadInput) -> String {
    let bytes = try bytes(path, expecting: kind, atMost: mostBytes)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw BadInput("\(path.printable):\(placeOfNoText(in: bytes)): found bytes that are not UTF-8, expected text")
    }
    return text
  }

  /// Line and column of the first byte that is no UTF-8, counted from 1.
  private static func placeOfNoText(in bytes: [UInt8]) -> String {
    // Decoding puts one scalar or more in the place of what is none, so up to there both are the same.
    let repaired = String(decoding: bytes, as: UTF8.self).utf8
    let before = zip(bytes, repaired).prefix { $0 == $1 }.map(\.0)
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let lastLine = before.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).last ?? []
    return "\(line):\(String(decoding: lastLine, as: UTF8.self).unicodeScalars.count + 1)"
  }

  /// The bytes of a file, at most so many. `kind` is what was expected, such as `a session`.
  public static func bytes(_ path: String, expecting kind: String, atMost most: Int) throws(BadInput) -> [UInt8] {
    do {
      // A pipe without a writer would keep us waiting for ever, even in opening it.
      let file = try FileDescriptor.open(path, .readOnly, options: [.nonBlocking, .closeOnExec])
      return try file.closeAfter { try bytes(file, path, expecting: kind, atMost: most) }
    } catch let error as BadInput { throw error } catch { throw failure(path, error) }
  }

  private static func failure(_ path: String, _ error: any Error) -> BadInput {
    switch error as? Errno {
    case .noSuchFileOrDirectory: missing(path)
    case .noSuchAddressOrDevice: BadInput("\(path.printable): this is not a file")
    default: BadInput("\(path.printable): this file cannot be read: \(error)")
    }
  }

  private static func bytes(_ file: FileDescriptor, _ path: String, expecting kind: String, atMost most: Int) throws
    -> [UInt8]
  {
    try refuseAllButFiles(try Stat(file).type, path, expecting: kind)
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = try buffer.withUnsafeMutableBytes { try file.read(into: $0) }
      guard count > 0 else { return bytes }
      bytes += buffer[..<count]
      guard bytes.count <= most else {
        let limit = most < 1 << 20 ? "\(most >> 10) kB" : "\(most >> 20) MB"
        throw BadInput("\(path.printable): found more than \(limit), expected \(kind)")
      }
    }
  }

  /// A device may have no end, and a folder has no text.
  private static func refuseAllButFiles(_ type: FileType, _ path: String, expecting kind: String) throws(BadInput) {
    guard type != .regular else { return }
    let found = type == .directory ? "a folder" : type == .fifo ? "a pipe" : "a device"
    throw BadInput("\(path.printable): this is not a file but \(found), expected \(kind)")
  }

  /// Names the file beside it that was probably meant.
  private static func missing(_ path: String) -> BadInput {
    let complaint = "\(path.printable): there is no such file"
    let folder = path[..<(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)]
    let names = SystemCall.names(in: folder.isEmpty ? "." : String(folder)).filter { !$0.hasPrefix(".") }.sorted()
    guard let meant = NearestName.to(String(path[folder.endIndex...]), among: names) else { return BadInput(complaint) }
    return BadInput("\(complaint); did you mean '\((folder + meant).printable)'?")
  }
}
