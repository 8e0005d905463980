#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where the program writes when it has no dashboard.
enum StandardStream: Int32 {
  case output = 1
  case error = 2

  /// Whether somebody looks at it.
  var isTerminal: Bool { isatty(rawValue) == 1 }

  /// Writes all of the text. A reader that went away, such as `head`, is no error; a full disk is.
  func write(_ text: String) {
    var text = text
    let failure = text.withUTF8 { bytes -> Int32 in
      var rest = UnsafeRawBufferPointer(bytes)[...]
      while !rest.isEmpty {
        let count = systemWrite(rawValue, UnsafeRawBufferPointer(rebasing: rest))
        if count > 0 {
          rest = rest.dropFirst(count)
        } else if errno != EINTR {
          return errno
        }
      }
      return 0
    }
    guard failure != 0, failure != EPIPE else { return }
    if self == .output {
      StandardStream.error.write("squall: cannot write: \(String(cString: strerror(failure)))\n")
    }
    exit(2)
  }
}

/// The system's own, which a method of the same name hides.
func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(descriptor, bytes.baseAddress, bytes.count)
}
