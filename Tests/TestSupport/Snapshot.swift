import Foundation
import Grid

/// A drawing recorded as a file of text and role letters.
///
/// The files lie in the folder `Snapshots` beside the test. `SQUALL_RECORD=1` records them anew; read
/// them before committing, for that is the review of what a panel looks like.
public enum Snapshot {
  /// What differs between a grid and its recording, nil when nothing does.
  ///
  ///     #expect(Snapshot.difference(canvas.grid, "gauge") == nil)
  public static func difference(_ grid: CellGrid, _ name: String, file: String = #filePath) -> String? {
    difference(text(of: grid), name, file: file)
  }

  /// What differs between a text and its recording, nil when nothing does; a name may begin with a folder's.
  public static func difference(
    _ actual: String, _ name: String, type: String = "txt", file: String = #filePath
  ) -> String? {
    let place = place(name, type: type, file)
    if isRecording {
      do {
        try FileManager.default.createDirectory(
          at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(actual.utf8).write(to: place)
        return nil
      } catch { return "\(name): cannot record: \(error)" }
    }
    guard let data = try? Data(contentsOf: place) else {
      return "\(name): nothing recorded; run this test with SQUALL_RECORD=1 and read what it records"
    }
    let recorded = String(decoding: data, as: UTF8.self)
    return recorded == actual ? nil : firstDifference(name, recorded, actual)
  }

  /// Whether what is drawn is recorded instead of compared.
  static let isRecording = ProcessInfo.processInfo.environment["SQUALL_RECORD"] == "1"

  static func place(_ name: String, type: String = "txt", _ file: String) -> URL {
    URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent("Snapshots/\(name).\(type)")
  }

  /// The text, a line of `=` as wide as the grid, and the role letters.
  public static func text(of grid: CellGrid) -> String {
    let rule = String(repeating: "=", count: grid.width)
    return (grid.text + [rule] + grid.roles).joined(separator: "\n") + "\n"
  }

  private static func firstDifference(_ name: String, _ recorded: String, _ actual: String) -> String {
    let old = recorded.split(separator: "\n", omittingEmptySubsequences: false)
    let new = actual.split(separator: "\n", omittingEmptySubsequences: false)
    let line = zip(old, new).enumerated().first { $1.0 != $1.1 }?.offset ?? min(old.count, new.count)
    let was = line < old.count ? String(old[line]) : "(nothing)"
    let now = line < new.count ? String(new[line]) : "(nothing)"
    return "\(name), line \(line + 1):\n- \(was)\n+ \(now)\nall of it:\n\(actual)"
  }
}
