import Engine
import Testing

/// The digest tells runs apart, and is the same in every process.
@Suite struct DigestTests {
  /// Of a run with an event a second and inputs before the first of them.
  private func digest(seed: UInt64 = 1, _ codes: [UInt64] = [1, 2, 3], inputs: [String] = ["a"]) -> Digest {
    var digest = Digest(seed: seed)
    for input in inputs { digest.add(.start, input) }
    for (second, code) in codes.enumerated() { digest.add(.start + .seconds(Double(second)), code) }
    return digest
  }

  @Test func `the same run has the same`() { #expect(digest() == digest()) }

  @Test func `whatever differs shows`() {
    let all = [
      digest(), digest(seed: 2), digest([1, 2, 4]), digest([1, 3, 2]), digest([1, 2]), digest([]),
      digest(inputs: []), digest(inputs: ["b"]), digest(inputs: [""]), digest(inputs: ["a", "a"]),
      digest(inputs: ["a", "b"]), digest(inputs: ["b", "a"]),
    ]
    #expect(Set(all).count == all.count)
  }

  @Test func `what is pressed is no event, and shows where among the events it was`() {
    #expect(digest(inputs: ["a"]).events == digest(inputs: []).events)
    #expect(digest([1]).events != digest([2]).events)
    var (early, late) = (Digest(seed: 1), Digest(seed: 1))
    early.add(.start, "a")
    early.add(.start, 1)
    late.add(.start, 1)
    late.add(.start, "a")
    #expect(early != late && early.events == late.events)
  }

  @Test func `times show`() {
    func after(_ nanoseconds: UInt64...) -> Digest {
      var digest = Digest(seed: 1)
      for at in nanoseconds { digest.add(Instant(nanoseconds: at), 1) }
      return digest
    }
    #expect(Set([after(1, 2), after(2, 1), after(1, 3), after(2), after(1, 2, 2)]).count == 5)
  }

  /// No collisions among very many similar streams of two events.
  @Test func `similar streams do not collide`() {
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

  @Test func `it is written with sixteen digits`() {
    #expect(Digest(seed: 0xCBF2_9CE4_8422_2325).description == "0000000000000000")
    #expect(digest().description.count == 16)
  }
}
