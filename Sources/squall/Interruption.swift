import Dispatch

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Does a last thing when Ctrl-C or a batch system ends the program, which then ends as if nobody had listened.
///
/// What a shell had the program ignore, as one that starts it in the background may, it goes on ignoring.
final class Interruption {
  private let sources: [any DispatchSourceSignal]

  /// Listens as long as it lives; `last` does the last thing and calls what it is given, which ends the program.
  init(_ last: @escaping @Sendable (_ end: () -> Never) -> Void) {
    // A queue of its own: all others may be at work.
    let queue = DispatchQueue(label: "interruption")
    // Who listens only soon would leave behind what is begun meanwhile.
    let listening = DispatchGroup()
    // Where there are no threads nobody could listen, and we would wait for ever.
    sources = [SIGINT, SIGTERM].filter { Limits.haveThreads && Interruption.ends($0) }.map { number in
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { last { Interruption.end(by: number) } }
      listening.enter()
      source.setRegistrationHandler { listening.leave() }
      source.resume()
      return source
    }
    listening.wait()
  }

  deinit { for source in sources { source.cancel() } }

  private static func end(by number: Int32) -> Never {
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
