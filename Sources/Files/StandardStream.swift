import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where the program writes when it has no dashboard.
public enum StandardStream: Int32, Sendable {
  case output = 1
  case error = 2

  /// Whether somebody looks at it.
  public var isTerminal: Bool { isatty(rawValue) == 1 }

  /// Writes all of the text. A reader that went away, such as `head`, is no error; a full disk is, and ends the program.
  public func write(_ text: String) {
    do { _ = try FileDescriptor(rawValue: rawValue).writeAll(text.utf8) } catch Errno.brokenPipe {} catch {
      if self == .output { StandardStream.error.write("squall: cannot write: \(error)\n") }
      exit(2)
    }
  }
}
