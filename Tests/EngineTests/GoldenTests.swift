import Engine
import FirstEdition
import Testing

/// Values that were computed once, in another process: whoever changes them breaks every recorded session.
@Suite struct GoldenTests {
  @Test func draws() {
    var draw = Draw(seed: 42, stream: DrawStream(3), entity: 7, attempt: 2)
    let golden: [UInt64] = [
      15_303_107_353_792_284_184, 13_293_114_061_873_235_106, 16_221_542_126_827_348_978,
    ]
    #expect((0..<3).map { _ in draw.next() } == golden)
  }

  @Test func plainSequence() {
    var random = Random(seed: 42)
    let golden: [UInt64] = [
      15_021_278_609_987_233_951, 5_881_210_131_331_364_753, 18_149_643_915_985_481_100,
    ]
    #expect((0..<3).map { _ in random.next() } == golden)
  }

  @Test func aRun() {
    var run = Simulation<GridModel>(seed: 42, knobs: 5)
    run.advance(until: .start + .milliseconds(200))
    run.apply(.act(4, isOn: true), "act")
    run.advance(until: .start + .milliseconds(400))
    #expect(run.context.processed == 4059)
    #expect(run.context.digest.description == "253caf418b5bedc4")
  }

  @Test func aQueue() {
    var run = Simulation<QueueModel>(
      seed: 42, knobs: .init(rate: 0.9, service: .exponential(mean: .seconds(1)), customers: 1000))
    run.advance(until: .distantFuture)
    #expect(run.context.now.nanoseconds == 1_097_553_064_712)
    #expect(run.context.digest.description == "05619fe2f88b8b8c")
  }
}
