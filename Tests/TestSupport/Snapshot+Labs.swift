import Foundation

/// Recordings of every lab there is.
///
/// A lab is recorded before it is committed: while the list of labs differs from the last commit, one without a recording
/// is passed over.
extension Snapshot {
  /// Whether this recording of a lab need not be there yet.
  public static func isStillToCome(_ name: String, file: String = #filePath) -> Bool {
    !isRecording && !FileManager.default.fileExists(atPath: place(name, file).path) && isListEdited
  }

  /// The recordings in a folder that are of no lab, such as those of one that has another name now.
  public static func strays(in folder: String, besides names: [String], file: String = #filePath) -> [String] {
    let place = place(folder, file).deletingPathExtension()
    let found = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
    return Set(found).subtracting(names.map { "\($0).txt" }).sorted()
  }

  /// Git compares; where it cannot, as in an archive of the sources, every lab is a committed one.
  private static let isListEdited: Bool = {
    let git = Process()
    git.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    git.currentDirectoryURL = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    git.arguments = ["git", "diff", "--quiet", "HEAD", "--", ":/Sources/Labs/Catalogue.swift"]
    git.standardError = FileHandle.nullDevice
    do { try git.run() } catch { return false }
    git.waitUntilExit()
    return git.terminationStatus == 1
  }()
}
