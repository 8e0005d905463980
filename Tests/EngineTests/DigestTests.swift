import Engine
import FirstEdition
import Testing

/// The digest tells runs apart, and is the same in every process.
@Suite struct DigestTests {
  private func digest(seed: UInt64 = 1, _ payloads: [UInt32] = [1, 2, 3], inputs: [String] = ["a"]) -> Digest
  {
    var run = Simulation<ProbeModel>(seed: seed, knobs: payloads)
    for input in inputs { run.apply(.act(1, isOn: true), input) }
    run.advance(until: .start + .seconds(1))
    return run.context.digest
  }

  @Test func theSameRunHasTheSame() { #expect(digest() == digest()) }

  @Test func whateverDiffersShows() {
    let all = [
      digest(), digest(seed: 2), digest([1, 2, 4]), digest([1, 3, 2]), digest([1, 2]), digest([]),
      digest(inputs: []), digest(inputs: ["b"]), digest(inputs: [""]), digest(inputs: ["a", "a"]),
      digest(inputs: ["a", "b"]), digest(inputs: ["b", "a"]),
    ]
    #expect(Set(all).count == all.count)
  }

  @Test func timesShow() {
    func after(_ nanoseconds: UInt64...) -> Digest {
      var digest = Digest(seed: 1)
      for at in nanoseconds { digest.add(Instant(nanoseconds: at), 1) }
      return digest
    }
    #expect(Set([after(1, 2), after(2, 1), after(1, 3), after(2), after(1, 2, 2)]).count == 5)
  }

  /// No collisions among very many similar streams of two events.
  @Test func similarStreamsDoNotCollide() {
    var seen = Set<UInt64>()
    for first in 0..<400 as Range<UInt64> {
      for second in 0..<400 as Range<UInt64> {
        var digest = Digest(seed: 1)
        digest.add(Instant(nanoseconds: first), second << 8)
        digest.add(Instant(nanoseconds: second), first << 8)
        seen.insert(digest.value)
      }
    }
    #expect(seen.count == 160_000)
  }

  @Test func itIsWrittenWithSixteenDigits() {
    #expect(Digest(seed: 0xCBF2_9CE4_8422_2325).description == "0000000000000000")
    #expect(digest().description.count == 16)
  }
}
