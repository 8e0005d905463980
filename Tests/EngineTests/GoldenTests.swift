import Engine
import Testing

/// Values that were computed once, in another process: whoever changes them breaks every recorded session.
@Suite struct GoldenTests {
  @Test func `draws`() {
    var draw = Draw(seed: 42, stream: DrawStream(3), entity: 7, attempt: 2)
    let golden: [UInt64] = [
      15_303_107_353_792_284_184, 13_293_114_061_873_235_106, 16_221_542_126_827_348_978,
    ]
    #expect((0..<3).map { _ in draw.next() } == golden)
  }

  @Test func `plain sequence`() {
    var random = Random(seed: 42)
    let golden: [UInt64] = [
      15_021_278_609_987_233_951, 5_881_210_131_331_364_753, 18_149_643_915_985_481_100,
    ]
    #expect((0..<3).map { _ in random.next() } == golden)
  }

  @Test func `a run`() {
    var run = GridWorld(seed: 42)
    run.advance(until: .start + .steps(200))
    run.apply(.act(4, after: .zero), "act")
    run.advance(until: .start + .steps(400))
    #expect(run.processed == 4059)
    #expect(run.digest.description == "d207ad5e33e68315")
  }

  @Test func `a queue`() {
    var queue = QueueWorld(rate: 0.9, service: .exponential(mean: .seconds(1)), customers: 1000, seed: 42)
    queue.advance(until: .distantFuture)
    #expect(queue.now.nanoseconds == 1_097_553_064_712)
  }
}
