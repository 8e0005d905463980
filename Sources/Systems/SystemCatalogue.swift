import Diagnostics
import LabKit

/// The systems in the binary, and those in files.
public enum SystemCatalogue {
  private typealias Rows = @Sendable (Blueprint) -> [Verification]
  private static let builtIn: [(file: String, bytes: [UInt8], verifications: Rows)] = [
    (
      "retry-storm.yaml", PackageResources.retry_storm_yaml,
      { SystemVerifications.queues + SystemVerifications.storm($0) }
    )
  ]

  /// Every system in the binary, as a lab.
  public static let all: [LabEntry] = builtIn.map { file, bytes, verifications in
    // A test reads all of them.
    var blueprint = try! SystemForm(
      text: String(decoding: bytes, as: UTF8.self), file: file, reservedKeys: []
    ).blueprint
    blueprint.verifications = verifications(blueprint)
    return LabEntry(SystemLab.self, blueprint)
  }

  /// The lab that a file describes; `reservedKeys` are those that no fault may have.
  ///
  /// An error names file, line and column, what was found there and what was expected, and the nearest valid name.
  public static func lab(text: String, file: String, reservedKeys: Set<Character> = []) throws(BadInput) -> LabEntry {
    LabEntry(SystemLab.self, try SystemForm(text: text, file: file, reservedKeys: reservedKeys).blueprint)
  }
}
