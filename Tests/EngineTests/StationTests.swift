import Engine
import Testing

/// Servers and places, against a plain list.
@Suite struct StationTests {
  @Test(arguments: 1...40)
  func `agrees with a list`(seed: UInt64) {
    var random = Random(seed: seed)
    let servers = random.below(4)
    let places = [servers + random.below(5), .max][random.below(2)]
    var station = Station<Int>(servers: servers, places: places)
    var busy = 0
    var waiting: [Int] = []
    for job in 0..<500 {
      if busy > 0 && random.chance(0.45) {
        let next = station.finish()
        busy -= 1
        #expect(next == waiting.first)
        if next != nil {
          waiting.removeFirst()
          busy += 1
        }
      } else {
        let arrival = station.arrive(job)
        if busy + waiting.count >= places {
          #expect(arrival == .refused)
        } else if busy < servers {
          #expect(arrival == .starts)
          busy += 1
        } else {
          #expect(arrival == .waits)
          waiting.append(job)
        }
      }
      #expect(station.busy == busy && station.waiting == waiting.count && station.count == busy + waiting.count)
      #expect(busy <= servers && station.count <= places)
    }
  }

  @Test func `more servers take effect at once and fewer as services end`() {
    var station = Station<Int>(servers: 2)
    for job in 0..<6 { _ = station.arrive(job) }
    #expect(station.startWaiting() == nil)
    station.servers = 4
    #expect(station.startWaiting() == 2 && station.startWaiting() == 3 && station.startWaiting() == nil)
    station.servers = 3
    #expect(station.finish() == nil)
    #expect(station.busy == 3 && station.waiting == 2)
    #expect(station.finish() == 4)
    station.servers = 0
    for _ in 0..<3 { #expect(station.finish() == nil) }
    #expect(station.busy == 0 && station.waiting == 1)
    #expect(station.arrive(9) == .waits)
  }

  @Test func `who waits is not overtaken by who arrives`() {
    var station = Station<Int>(servers: 0)
    _ = station.arrive(1)
    station.servers = 1
    #expect(station.arrive(2) == .waits)
    #expect(station.startWaiting() == 1)
  }

  @Test func `places bind even where servers are free`() {
    var station = Station<Int>(servers: 5, places: 2)
    #expect(station.arrive(1) == .starts && station.arrive(2) == .starts)
    #expect(station.arrive(3) == .refused)
  }

  /// In a run whose servers are turned up and down, no more are ever at work than there are.
  @Test(arguments: 1...10)
  func `never more at work than servers`(seed: UInt64) {
    var queue = QueueWorld(rate: 5, service: .exponential(mean: .seconds(1)), servers: 4, seed: seed)
    var random = Random(seed: seed)
    for second in 1...100 {
      queue.advance(until: .start + .seconds(Double(second)))
      let servers = random.below(9), before = queue.station.busy
      queue.turn(servers: servers)
      #expect(queue.station.busy <= max(before, servers))
      #expect(queue.station.waiting == 0 || queue.station.busy >= servers)
    }
  }

  /// L = lambda W holds in every run and not only in the mean: both are the same area, cut in two directions.
  @Test(arguments: 1...20)
  func `Little's law`(seed: UInt64) {
    let service: [Distribution] = [
      .exponential(mean: .seconds(1)), .constant(.milliseconds(700)), .uniform(.zero, .seconds(2)),
      .erlang(stages: 3, mean: .seconds(1)), .normal(mean: .seconds(1), deviation: .milliseconds(300)),
    ]
    var queue = QueueWorld(
      seed % 4 == 0 ? .constant : .poisson, rate: 0.3 * Double(1 + seed % 7),
      service: service[Int(seed) % service.count], servers: 1 + Int(seed) % 3,
      places: seed % 2 == 0 ? .max : 4 + Int(seed), seed: seed)
    queue.advance(until: .start + .seconds(5000))
    #expect(queue.area == queue.time)
    #expect(queue.arrived == queue.refused + queue.left + queue.station.count)
    #expect(queue.left > 1000)
  }
}
