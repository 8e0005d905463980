import Engine
import LabKit
import Labs

/// What it costs to go to another moment of a long run, to keep many futures, and to run two side by side.
enum TimeFigures {
  private static let shop = Catalogue.all.first { $0.id == "shop" }!

  private static func busyShop() -> any LabRun {
    var knobs = shop.defaults
    knobs[shop.knobs.firstIndex { $0.key == "traffic" }!] = 3000
    return shop.start(1, knobs, true)
  }

  /// An hour of the shop at 3000/s, then 300 ways to anywhere in it; then 100 futures begun in that past.
  static func scrub() -> [Figure] {
    var run = busyShop()
    while run.now < .start + .seconds(3600) { _ = run.advance(until: run.now + .seconds(1), limit: .max) }
    let hour = Memory.peak()
    let clock = ContinuousClock()
    var times: [Double] = []
    for number in 0..<300 {
      var draw = Draw(seed: 1, stream: DrawStream(1), entity: UInt64(number))
      let at = Instant(nanoseconds: UInt64(draw.uniform() * 3600e9))
      times.append(seconds(clock.measure { run.go(to: at) }))
    }
    times.sort()
    let traffic = shop.knobs.firstIndex { $0.key == "traffic" }!
    for number in 0..<100 {
      var draw = Draw(seed: 2, stream: DrawStream(1), entity: UInt64(number))
      run.go(toBranch: 0, at: run.map.branches[0].tip)
      run.go(to: Instant(nanoseconds: UInt64(draw.uniform() * 3600e9)))
      run.turn(traffic, to: 2900)
      _ = run.advance(until: run.now + .seconds(10), limit: .max)
    }
    let branches = Memory.peak()
    return [
      Figure(atMost: 50, "scrubbing over an hour at 3000/s, median", times[times.count / 2] * 1000, unit: "ms"),
      Figure(atMost: 150, "scrubbing over an hour at 3000/s, worst", times[times.count - 1] * 1000, unit: "ms"),
      Figure(atMost: 150, "peak memory of the whole hour", hour, unit: "MB"),
      Figure(atMost: 400, "peak memory with 100 futures of 10 s each", branches, unit: "MB"),
    ]
  }

  /// A live shop left running: after the first hour it takes no more memory, however long it goes on.
  static func live() -> [Figure] {
    var run = shop.start(1, nil, true)
    var hours: [Double] = []
    for hour in 1...8 {
      while run.now < .start + .seconds(Double(hour) * 3600) {
        _ = run.advance(until: run.now + .seconds(3.3), limit: .max)
        // As the dashboard does, thirty times a second at a hundred times the speed.
        _ = run.snapshot.knobs
      }
      hours.append(Memory.now())
    }
    return [
      Figure(atMost: 150, "memory of a live shop after an hour", hours[0], unit: "MB"),
      Figure(atMost: 1.25, "the most of the seven hours after it, to that", hours.max()! / hours[0], unit: "x"),
    ]
  }

  /// Two shops at 3000/s in lock step: how long a frame's worth of virtual time takes; thirty make a second.
  static func twin() -> [Figure] {
    var run = busyShop()
    _ = run.advance(until: .start + .seconds(5), limit: .max)
    run.beginTwin(.knob(shop.knobs.firstIndex { $0.key == "breakers" }!, 0))
    run.act(shop.actions.firstIndex { $0.id == "payment.down" }!, isOn: true)
    let clock = ContinuousClock()
    var times: [Double] = []
    for _ in 0..<600 {
      times.append(seconds(clock.measure { _ = run.advance(until: run.now + .milliseconds(1000 / 30), limit: .max) }))
    }
    times.sort()
    return [
      // A frame has 33 ms, of which a tick takes at most 12.
      Figure(atMost: 6, "a frame of two shops at 3000/s, median", times[300] * 1000, unit: "ms"),
      Figure(atMost: 12, "a frame of two shops at 3000/s, 99 %", times[594] * 1000, unit: "ms"),
    ]
  }

  private static func seconds(_ duration: Duration) -> Double { duration / .seconds(1) }
}
