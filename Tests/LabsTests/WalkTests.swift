import Checks
import LabKit
import Labs
import Runs
import Testing

@Suite("Random walks through every lab") struct WalkTests {
  @Test(arguments: Catalogue.all.map(\.id))
  func `every moment is what a straight run to it has`(_ id: String) throws {
    let lab = try Catalogue.all.named(id)
    let found = try WalkSuite(lab, walks: 20).findings(jobs: 1)
    #expect(found.failure == nil, "\(found.text)")
  }
}
