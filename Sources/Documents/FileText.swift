import Foundation
import LabKit

/// Reads text files that somebody else wrote.
public enum FileText {
  /// Longer than anything that a class writes by hand; what is longer is not worth reading.
  public static let mostBytes = 64 * 1024

  /// Whether there is something at a path.
  public static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  /// The text of a file; one line says why there is none. `kind` is what was expected, such as `a theme`.
  public static func read(_ path: String, expecting kind: String) throws(BadInput) -> String {
    let shown = path.printable
    var information = stat()
    guard stat(path, &information) == 0 else { throw BadInput("\(shown): there is no such file") }
    // A pipe or a device could keep us waiting for ever.
    guard information.st_mode & S_IFMT == S_IFREG else { throw BadInput("\(shown): this is not a file") }
    let data: Data
    do {
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      // Of an empty file there is nothing to be had.
      data = try handle.read(upToCount: mostBytes + 1) ?? Data()
    } catch { throw BadInput("\(shown): this file cannot be read") }
    guard data.count <= mostBytes else {
      throw BadInput("\(shown): found more than \(mostBytes / 1024) kB, expected \(kind) of a few lines")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw BadInput("\(shown):\(placeOfNoText(in: data)): found bytes that are not UTF-8, expected text")
    }
    return text
  }

  /// Line and column of the first byte that is no UTF-8, counted from 1.
  private static func placeOfNoText(in data: Data) -> String {
    // Decoding puts one scalar or more in the place of what is none, so up to there both are the same.
    let repaired = String(decoding: data, as: UTF8.self).utf8
    let before = zip(data, repaired).prefix { $0 == $1 }.map(\.0)
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let lastLine = before.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).last ?? []
    return "\(line):\(String(decoding: lastLine, as: UTF8.self).unicodeScalars.count + 1)"
  }
}
