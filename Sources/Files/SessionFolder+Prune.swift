import Diagnostics
import SystemPackage

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
    guard let name = FilePath(path).stem else { return false }
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    let digits = parts.prefix(4)
    return parts.count >= 6 && digits.map(\.count) == [4, 2, 2, 6]
      && (digits + parts.suffix(1)).allSatisfy { $0.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } }
  }
}
