import Foundation

/// A folder of its own for what one test lets the program write down.
final class SessionFolder {
  let path = FileManager.default.temporaryDirectory.appendingPathComponent("squall-\(UUID().uuidString)").path

  init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The session files.
  var files: [String] {
    let folder = path + "/squall/sessions"
    return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted().map {
      "\(folder)/\($0)"
    }
  }

  /// Runs the program with this folder.
  func run(_ arguments: String...) throws -> Binary.Outcome {
    let words = arguments.map { "'\($0)'" }.joined(separator: " ")
    return try Binary.shell("XDG_STATE_HOME='\(path)' \"$SQUALL\" \(words)")
  }
}
