import Diagnostics
import SystemPackage

/// A file that says that something was done once for whoever runs this, such as showing the first steps.
public enum Marker {
  /// Whether this is the first time; from then on it never is. Where no file can be written it is not: better never than
  /// every time.
  public static func isFirst(_ name: String, in sessions: SessionFolder = .ofUser()) -> Bool {
    guard let path = sessions.path else { return false }
    let folder = FilePath(path).removingLastComponent(), file = folder.appending(name)
    do {
      try SystemCall.makeFolder(folder.string)
      try FileDescriptor.open(file, .writeOnly, options: [.create, .exclusiveCreate], permissions: .ownerReadWrite)
        .close()
      return true
    } catch { return false }
  }
}
