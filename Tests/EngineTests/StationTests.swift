import Engine
import FirstEdition
import Testing

/// Servers and places, against a plain list.
@Suite struct StationTests {
  @Test(arguments: 1...40)
  func agreesWithAList(seed: UInt64) {
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
      #expect(
        station.busy == busy && station.waiting == waiting.count && station.count == busy + waiting.count)
      #expect(busy <= servers && station.count <= places)
    }
  }

  @Test func moreServersTakeEffectAtOnceAndFewerAsServicesEnd() {
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

  @Test func whoWaitsIsNotOvertakenByWhoArrives() {
    var station = Station<Int>(servers: 0)
    _ = station.arrive(1)
    station.servers = 1
    #expect(station.arrive(2) == .waits)
    #expect(station.startWaiting() == 1)
  }

  @Test func placesBindEvenWhereServersAreFree() {
    var station = Station<Int>(servers: 5, places: 2)
    #expect(station.arrive(1) == .starts && station.arrive(2) == .starts)
    #expect(station.arrive(3) == .refused)
  }

  /// In a run whose servers are turned up and down, no more are ever at work than there are.
  @Test(arguments: 1...10)
  func neverMoreAtWorkThanServers(seed: UInt64) {
    var knobs = QueueModel.Knobs(rate: 5, service: .exponential(mean: .seconds(1)), servers: 4)
    var run = Simulation<QueueModel>(seed: seed, knobs: knobs)
    var random = Random(seed: seed)
    for second in 1...100 {
      run.advance(until: .start + .seconds(Double(second)))
      knobs.servers = random.below(9)
      let busyBefore = run.model.station.busy
      run.apply(.turn(knobs), "\(second)")
      let station = run.model.station
      #expect(station.busy <= max(busyBefore, knobs.servers))
      #expect(station.waiting == 0 || station.busy >= knobs.servers)
    }
  }
}
