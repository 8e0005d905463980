import Engine
import FirstEdition
import Testing

/// The textbook's queues (Kleinrock 1975), reproduced.
@Suite struct QueueTruthTests {
  static let second = Distribution.exponential(mean: .seconds(1))

  @Test(arguments: [(0.5, 1.0, 2.0, 1.0, 1.3863, 9.2103), (0.8, 4, 5, 4, 3.4657, 23.0259)])
  func singleServer(load: Double, inSystem: Double, time: Double, wait: Double, p50: Double, p99: Double) {
    let runs = QueueRuns(.init(rate: load, service: Self.second))
    runs.expect("L", inSystem, sureWithin: 0.05) { $0.steady.meanInSystem }
    runs.expect("W", time, sureWithin: 0.05) { $0.steady.meanTime }
    runs.expect("Wq", wait, sureWithin: 0.05) { $0.steady.meanWait }
    runs.expect("p50", p50, sureWithin: 0.05) { $0.percentile(50) }
    runs.expect("p99", p99, sureWithin: 0.1) { $0.percentile(99) }
  }

  /// At this load neighbouring customers are so much alike that it takes longer runs to be sure.
  @Test func singleServerAtNineTenths() {
    let runs = QueueRuns(.init(rate: 0.9, service: Self.second), customers: 420_000)
    runs.expect("L", 9, sureWithin: 0.08) { $0.steady.meanInSystem }
    runs.expect("W", 10, sureWithin: 0.08) { $0.steady.meanTime }
    runs.expect("Wq", 9, sureWithin: 0.09) { $0.steady.meanWait }
    runs.expect("p50", 6.9315, sureWithin: 0.06) { $0.percentile(50) }
    runs.expect("p99", 46.0517, sureWithin: 0.12) { $0.percentile(99) }
  }

  @Test(arguments: [(2, 1.6, 1.777778, 2.777778), (10, 8, 0.204590, 1.204590), (100, 90, 0.021694, 1.021694)])
  func manyServers(servers: Int, load: Double, wait: Double, time: Double) {
    let runs = QueueRuns(.init(rate: load, service: Self.second, servers: servers), customers: 220_000)
    runs.expect("Wq", wait, sureWithin: 0.25) { $0.steady.meanWait }
    runs.expect("W", time) { $0.steady.meanTime }
    for run in runs.runs { #expect(run.mostBusy == servers) }
  }

  @Test(arguments: [
    (0.9, 0.050814, 3.96944, 4.64660, 0.85427), (1.0, 0.090909, 5, 5.5, 0.90909),
    (2.0, 0.500244, 9.00537, 9.00978, 0.99951),
  ])
  func tenPlaces(load: Double, loss: Double, inSystem: Double, time: Double, throughput: Double) {
    let runs = QueueRuns(.init(rate: load, service: Self.second, places: 10))
    runs.expect("loss", loss, sureWithin: 0.06) { $0.steady.loss }
    runs.expect("L", inSystem) { $0.steady.meanInSystem }
    runs.expect("W of the accepted", time) { $0.steady.meanTime }
    runs.expect("throughput", throughput) { $0.steady.throughput }
  }

  @Test func constantService() {
    let runs = QueueRuns(.init(rate: 0.8, service: .constant(.seconds(1))))
    runs.expect("Wq", 2, sureWithin: 0.05) { $0.steady.meanWait }
  }

  /// Two queues, one queue for two servers, one server twice as quick.
  @Test func threeWaysToUseTheSameCapacity() {
    let apart = QueueRuns(.init(rate: 0.8, service: Self.second))
    apart.expect("two separate M/M/1", 5, sureWithin: 0.05) { $0.steady.meanTime }
    let together = QueueRuns(.init(rate: 1.6, service: Self.second, servers: 2))
    together.expect("one M/M/2", 2.778, sureWithin: 0.05) { $0.steady.meanTime }
    let quick = QueueRuns(.init(rate: 1.6, service: .exponential(mean: .milliseconds(500))))
    quick.expect("one server twice as quick", 2.5, sureWithin: 0.05) { $0.steady.meanTime }
  }

  /// L = lambda W holds in every run and not only in the mean: both are the same area, cut in two directions.
  @Test(arguments: 1...20)
  func littlesLaw(seed: UInt64) {
    let service: [Distribution] = [
      Self.second, .constant(.milliseconds(700)), .uniform(.zero, .seconds(2)),
      .erlang(stages: 3, mean: .seconds(1)), .normal(mean: .seconds(1), deviation: .milliseconds(300)),
    ]
    let knobs = QueueModel.Knobs(
      spacing: seed % 4 == 0 ? .constant : .poisson, rate: 0.3 * Double(1 + seed % 7),
      service: service[Int(seed) % service.count], servers: 1 + Int(seed) % 3,
      places: seed % 2 == 0 ? .max : 4 + Int(seed))
    var simulation = Simulation<QueueModel>(seed: seed, knobs: knobs)
    simulation.advance(until: .start + .seconds(5000))
    let model = simulation.model
    var area = model.whole.areaInSystem
    area += (simulation.context.now - model.whole.last).nanoseconds * UInt64(model.station.count)
    var time = model.whole.timeOfThoseWhoLeft
    for slot in 0..<UInt32(model.customers.slots) where model.customers[slot].isHere {
      time += simulation.context.now.nanoseconds - model.customers[slot].arrived
    }
    #expect(area == time)
    #expect(model.whole.arrived == model.whole.refused + model.whole.left + UInt64(model.station.count))
    #expect(model.customers.count == model.station.count)
    #expect(model.whole.left > 1000)
  }
}
