import Diagnostics
import LabKit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a shell or a batch system may keep a process from having.
///
/// Dispatch ends the process when it gets no descriptor, and waits for ever for a thread that it does not get. So both
/// are asked for before they are needed.
enum Limits {
  /// Pipes, timers, files in memory and a session come to eleven; the watch of a
  /// system's file, and the file itself, to two more.
  private static let dashboardFiles = 14
  /// The driver's, that of Dispatch's timers, and some that it begins meanwhile.
  private static let threads = 4

  /// Refuses a dashboard that could not go on.
  static func allowDashboard() throws(BadInput) {
    guard haveFiles else {
      var limit = rlimit()
      getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      throw BadInput(
        "the dashboard needs \(dashboardFiles + 3) open files, and only \(limit.rlim_cur) are allowed here (ulimit -n)")
    }
    guard haveThreads else {
      throw BadInput("the dashboard needs \(threads) threads, and the system allows no more (ulimit -u)")
    }
  }

  private static var haveFiles: Bool {
    let files = (0..<dashboardFiles).map { _ in open("/dev/null", O_RDONLY | O_CLOEXEC) }
    for file in files where file >= 0 { close(file) }
    return files.allSatisfy { $0 >= 0 }
  }

  /// Whether there can be as many threads as Dispatch likes to have.
  static let haveThreads: Bool = {
    // All at the same time: each waits until the last one has begun.
    var gate = pthread_mutex_t()
    pthread_mutex_init(&gate, nil)
    defer { pthread_mutex_destroy(&gate) }
    pthread_mutex_lock(&gate)
    var begun: [pthread_t] = []
    for _ in 0..<threads {
      var thread = pthread_t()
      let code = pthread_create(
        &thread, nil,
        { gate in
          let gate = gate!.assumingMemoryBound(to: pthread_mutex_t.self)
          pthread_mutex_lock(gate)
          pthread_mutex_unlock(gate)
          return nil
        }, &gate)
      if code == 0 { begun.append(thread) }
    }
    pthread_mutex_unlock(&gate)
    for thread in begun { pthread_join(thread, nil) }
    return begun.count == threads
  }()
}
