import Engine
import FirstEdition

extension Backpressure {
  /// A run with certain knobs, to be measured.
  struct Bench {
    var simulation: Simulation<Backpressure>

    init(seed: UInt64 = 1, _ change: (inout Knobs) -> Void) {
      var knobs = Knobs()
      change(&knobs)
      simulation = Simulation(seed: seed, knobs: knobs)
    }

    mutating func go(_ seconds: Double) {
      simulation.advance(until: simulation.context.now + .seconds(seconds))
    }

    mutating func set(_ action: Action, _ isOn: Bool) {
      simulation.apply(.act(action, isOn: isOn), (isOn ? "" : "heal:") + action.rawValue)
    }

    func total(_ meter: Meter) -> Double { Double(simulation.context.meters[count: meter]) }
  }

  /// A long stretch of a queue in its steady state; times in units of the mean time of work on a record.
  struct SteadyState {
    /// The mean number in the system, and the mean time in it.
    let number: Double, time: Double
    /// The share of records that were rejected, and the throughput in units of what one consumer can do.
    let loss: Double, throughput: Double

    /// `load` is arrivals in units of what one consumer can do; of `customers` the first twentieth is left out.
    init(
      load: Double, customers: Double = 400_000, unit: Double = 1, seed: UInt64 = 1,
      _ change: (inout Knobs) -> Void
    ) {
      var bench = Bench(seed: seed) { knobs in
        knobs.strategy = .unbounded
        knobs.consumers = 1
        knobs.recordMilliseconds = unit
        knobs.recordKilobytes = 1
        knobs.memoryMegabytes = 4096
        knobs.traffic = 1000 * load / unit
        change(&knobs)
      }
      let length = customers / load * unit / 1000
      bench.go(length / 20)
      let before = bench.simulation.model.books
      let start = bench.simulation.context.now
      bench.go(length)
      let span = (bench.simulation.context.now - start).seconds
      var after = bench.simulation.model.books
      after.pass(to: bench.simulation.context.now)
      var first = before
      first.pass(to: start)
      let consumed = Double(after.consumed - before.consumed)
      number = Double(after.area &- first.area) / 1e9 / span
      // Rejected ones leave at once and add nothing to the stays.
      time = Double(after.stays &- before.stays) / 1e6 / unit / consumed
      loss = Double(after.rejected - before.rejected) / Double(after.emitted - before.emitted)
      throughput = consumed / span * unit / 1000
    }
  }
}
