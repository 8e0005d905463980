import Dispatch

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Tells when somebody has saved a file, be it written over or another one put into its place, as editors do.
final class FileWatch: @unchecked Sendable {
  // Unchecked, because a source is set up once and touched on its queue only.
  private let source: any DispatchSourceProtocol

  deinit { source.cancel() }

  #if os(Linux)
    /// Calls `saved` on a queue of its own; nil where the system does not watch.
    ///
    /// The folder is watched, since a file that was replaced is another one. See inotify(7).
    init?(_ path: String, saved: @escaping @Sendable () -> Void) {
      let parts = path.split(separator: "/", omittingEmptySubsequences: false)
      let name = Array(parts.last!.utf8)
      let folder = parts.count == 1 ? "." : parts.dropLast().joined(separator: "/") + "/"
      let file = inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK))
      guard file >= 0 else { return nil }
      guard inotify_add_watch(file, folder, UInt32(IN_CLOSE_WRITE | IN_MOVED_TO)) >= 0 else {
        close(file)
        return nil
      }
      source = DispatchSource.makeReadSource(fileDescriptor: file, queue: DispatchQueue(label: "squall.file"))
      source.setEventHandler { if FileWatch.names(from: file).contains(name) { saved() } }
      source.setCancelHandler { close(file) }
      source.resume()
    }

    /// The names of the files to which something happened.
    private static func names(from file: Int32) -> [[UInt8]] {
      var buffer = [UInt8](repeating: 0, count: 16 * 1024), names: [[UInt8]] = []
      while case let count = read(file, &buffer, buffer.count), count > 0 {
        var place = 0
        // Four numbers of 32 bits, of which the last is the length of the name behind them.
        while place + 16 <= count {
          let length = buffer.withUnsafeBytes { Int($0.loadUnaligned(fromByteOffset: place + 12, as: UInt32.self)) }
          names.append(Array(buffer[place + 16..<min(count, place + 16 + length)].prefix { $0 != 0 }))
          place += 16 + length
        }
      }
      return names
    }
  #else
    /// Calls `saved` on a queue of its own: every second, whether or not there is anything new.
    init?(_ path: String, saved: @escaping @Sendable () -> Void) {
      let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "squall.file"))
      timer.setEventHandler(handler: saved)
      timer.schedule(deadline: .now() + 1, repeating: .seconds(1), leeway: .milliseconds(200))
      timer.resume()
      source = timer
    }
  #endif
}
