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
    guard let handle = FileHandle(forReadingAtPath: path),
      let data = try? handle.read(upToCount: mostBytes + 1)
    else { throw BadInput("\(shown): this file cannot be read") }
    guard data.count <= mostBytes else {
      throw BadInput("\(shown): found more than \(mostBytes / 1024) kB, expected \(kind) of a few lines")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw BadInput("\(shown): found bytes that are not UTF-8, expected text")
    }
    return text
  }
}
