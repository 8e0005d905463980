import Live
import Synchronization
import Terminal

/// The newest frame on its way from the driver to the screen; an older one that nobody fetched is dropped. And what became
/// of a file that was saved.
final class Mailbox: Sendable {
  private let frame = Mutex<Driver.Frame?>(nil)
  private let saved = Mutex<Saved?>(nil)
  private let waker: Waker

  init(waking waker: Waker) { self.waker = waker }

  func put(_ newest: Driver.Frame) {
    frame.withLock { held in
      // What was said is not lost with the frame that said it.
      let was = held, notice = was?.notice
      held = newest
      if let notice, newest.notice == nil, was?.run == newest.run { held?.notice = notice }
    }
    waker.wake()
  }

  /// What became of a file that was saved; what came of the time before is of no use any more.
  func put(_ newest: Saved) {
    saved.withLock { $0 = newest }
    waker.wake()
  }

  func takeSaved() -> Saved? {
    saved.withLock { held in
      defer { held = nil }
      return held
    }
  }

  func take() -> Driver.Frame? {
    frame.withLock { held in
      defer { held = nil }
      return held
    }
  }
}
