import Dispatch
import Files
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Does a last thing when Ctrl-C or a batch system ends the program, which then ends as if nobody had listened.
///
/// What a shell had the program ignore, as one that starts it in the background may, it goes on ignoring.
final class Interruption: Sendable {
  /// Does the last thing, and calls what it is given, which goes on with ending the program.
  typealias Last = @Sendable (_ end: () -> Never) -> Void

  private let number: Int

  /// Listens as long as it lives. Where several do, the newest has its turn first.
  init(_ last: @escaping Last) {
    number = Interruption.listeners.withLock { listeners in
      listeners.begun += 1
      listeners.last.append((listeners.begun, last))
      // Who listens only soon would leave behind what is begun meanwhile.
      if listeners.sources.isEmpty { listeners.sources = Interruption.listen() }
      return listeners.begun
    }
  }

  /// Removes unfinished results.
  convenience init(discarding files: ResultFile?...) {
    self.init { end in
      for file in files { file?.discard() }
      end()
    }
  }

  deinit {
    Interruption.listeners.withLock { listeners in
      listeners.last.removeAll { $0.number == number }
      guard listeners.last.isEmpty else { return }
      for source in listeners.sources { source.cancel() }
      listeners.sources = []
    }
  }

  private struct Listeners {
    var last: [(number: Int, last: Last)] = []
    var begun = 0
    var sources: [any DispatchSourceSignal] = []
  }

  private static let listeners = Mutex(Listeners())

  private static func listen() -> [any DispatchSourceSignal] {
    // A queue of its own: all others may be at work.
    let queue = DispatchQueue(label: "interruption")
    let listening = DispatchGroup()
    // Where there are no threads nobody could listen, and we would wait for ever.
    let sources = [SIGINT, SIGTERM].filter { Limits.haveThreads && ends($0) }.map { number in
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { end(by: number, after: listeners.withLock { $0.last.map(\.last) }[...]) }
      listening.enter()
      source.setRegistrationHandler { listening.leave() }
      source.resume()
      return source
    }
    listening.wait()
    return sources
  }

  private static func end(by number: Int32, after last: ArraySlice<Last>) -> Never {
    if let newest = last.last { newest { end(by: number, after: last.dropLast()) } }
    signal(number, SIG_DFL)
    // Threads of a queue block signals.
    var blocked = sigset_t()
    sigemptyset(&blocked)
    sigaddset(&blocked, number)
    pthread_sigmask(SIG_UNBLOCK, &blocked, nil)
    raise(number)
    _exit(128 + number)
  }

  private static func ends(_ number: Int32) -> Bool {
    let before = signal(number, SIG_DFL)
    signal(number, before)
    return unsafeBitCast(before, to: Int.self) != unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
