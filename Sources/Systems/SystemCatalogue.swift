import Diagnostics
import LabKit

/// The systems in the binary, and those in files.
public enum SystemCatalogue {
  private typealias Rows = @Sendable (Blueprint) -> [Verification]
  private static let files: [(file: String, bytes: [UInt8], verifications: Rows)] = [
    (
      "retry-storm.yaml", PackageResources.retry_storm_yaml,
      { SystemVerifications.rows + SystemVerifications.storm($0) }
    ),
    ("cache-stampede.yaml", PackageResources.cache_stampede_yaml, { _ in [] }),
  ]

  /// Every system in the binary.
  public static let builtIn: [SystemFile] = files.map { file, bytes, verifications in
    // A test reads all of them.
    try! SystemFile(text: String(decoding: bytes, as: UTF8.self), file: file, verifications: verifications)
  }

  /// Every system in the binary, as a lab.
  public static let all: [LabEntry] = builtIn.map(\.lab)

  /// The lab that a file describes; `reservedKeys` are those that no fault may have.
  ///
  /// An error names file, line and column, what was found there and what was expected, and the nearest valid name.
  public static func lab(text: String, file: String, reservedKeys: Set<Character> = []) throws(BadInput) -> LabEntry {
    try SystemFile(text: text, file: file, reservedKeys: reservedKeys).lab
  }
}
