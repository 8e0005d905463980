import Glibc
import Grid
import Terminal

/// The loop that every user of a screen has: wait, act, draw.
struct Probe {
  let screen: Screen
  let period: UInt64?
  let canHang: Bool
  var picture = Picture()

  mutating func run() -> Never {
    picture.isMoving = period != nil
    draw()
    var next = Self.now()
    while true {
      let timeout: Duration? = period == nil ? nil : .nanoseconds(Int64(next) - Int64(Self.now()))
      switch screen.nextEvent(timeout: timeout) {
      case .inputs(let inputs): for input in inputs { act(input) }
      case .woken: note("woken")
      case .resized(let columns, let rows): note("resized \(columns)x\(rows)")
      case .resumed: note("resumed")
      case .terminate(let signal):
        screen.close()
        Screen.end(by: signal)
      case .timedOut:
        next += period ?? 0
        picture.step += 1
      }
      draw()
    }
  }

  private mutating func draw() {
    picture.draws += 1
    screen.draw(picture.grid(screen.columns, screen.rows), palette: .probe)
  }

  private mutating func note(_ text: String) { picture.inputs.append("\(picture.inputs.count) \(text)") }

  private mutating func act(_ input: Input) {
    note("\(input)")
    switch input {
    case .key(.character("q"), _):
      screen.close()
      exit(0)
    case .key(.character("X"), _): fatalError("the probe was asked to crash")
    case .key(.character("e"), _): Self.complain("a word on standard error")
    case .key(.character("w"), _):
      // Three wakes from another thread, of which the loop sees at least one.
      let waker = screen.waker
      Self.onAnotherThread { for _ in 0..<3 { waker.wake() } }
    case .key(.character("h"), _) where canHang:
      note("hanging")
      draw()
      while true { pause() }
    case .key(.character("n"), _): picture.noise += 7
    case .key(.left, _): picture.slider = max(0, picture.slider - 1)
    case .key(.right, _): picture.slider = min(40, picture.slider + 1)
    default: break
    }
  }

  static func complain(_ text: String) {
    let line = Array("\(text)\n".utf8)
    write(STDERR_FILENO, line, line.count)
  }

  private static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  private static func onAnotherThread(_ body: @escaping @Sendable () -> Void) {
    final class Box: Sendable {
      let body: @Sendable () -> Void
      init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var thread = pthread_t()
    let box = Unmanaged.passRetained(Box(body)).toOpaque()
    pthread_create(
      &thread, nil,
      {
        Unmanaged<Box>.fromOpaque($0!).takeRetainedValue().body()
        return nil
      }, box)
    pthread_join(thread, nil)
  }
}
