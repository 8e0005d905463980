import Checks
import Diagnostics
import LabKit
import Testing
import ToyLab

@Suite("Random walks through time") struct WalkTests {
  @Test func `every moment of a sound lab is what a straight run to it has`() throws {
    let found = try WalkSuite(Toys.toll, walks: 200).findings(jobs: 2)
    #expect(found.failure == nil, "\(found.text)")
    #expect(found.moments > 200 * 24)
    #expect(found.branches > 400, "most walks fork")
    #expect(found.text.contains("each the same as in a straight run"))
  }

  @Test func `the walks do not depend on the jobs`() throws {
    let one = try WalkSuite(Toys.toll, walks: 20).findings(jobs: 1)
    #expect(try WalkSuite(Toys.toll, walks: 20).findings(jobs: 3).digest == one.digest)
    #expect(try WalkSuite(Toys.toll, firstSeed: 2, walks: 20).findings(jobs: 2).digest != one.digest)
  }

  @Test func `a world with a memory outside of itself is found out`() throws {
    let found = try WalkSuite(Toys.haunted, firstSeed: 7, walks: 20).findings(jobs: 1)
    let failure = try #require(found.failure)
    #expect(failure.complaint.contains("in a straight run"))
    #expect(failure.steps.count <= 24)
    #expect(found.text.contains("  repeat  squall check haunted --walks 1 --seed \(failure.seed)\n"))
    #expect(found.text.contains("step \(failure.steps.count)"))
  }

  @Test func `no walk at all is refused`() {
    #expect(throws: BadInput("walking needs at least 1 walk, not 0")) { try WalkSuite(Toys.toll, walks: 0) }
  }
}
