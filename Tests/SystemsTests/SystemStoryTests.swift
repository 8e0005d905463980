import Engine
import LabKit
import Runs
import Systems
import Testing

/// The stories in the files of systems come out as the files say.
@Suite("Stories of systems") struct SystemStoryTests {
  @Test(arguments: SystemCatalogue.builtIn.filter { $0.story != nil }.map(\.name), 1...20 as ClosedRange<UInt64>)
  func `at the end a promise of the run is broken, and none of the twin`(name: String, seed: UInt64) throws {
    let system = try #require(SystemCatalogue.builtIn.first { $0.name == name })
    let story = try #require(system.story)
    for isTwin in [false, true] {
      let outcome = story.outcome(seed: seed, ofTwin: isTwin)
      #expect(story.expects(outcome, ofTwin: isTwin), "\(isTwin ? "twin" : "run"): \(outcome)")
    }
    #expect(story.isBroken == true && story.isTwinBroken == false)
  }

  @Test func `the built-in systems say nothing that is probably not meant`() {
    #expect(SystemCatalogue.builtIn.flatMap(\.warnings) == [])
    #expect(SystemCatalogue.builtIn.map(\.name).contains("cache-stampede"))
    for system in SystemCatalogue.builtIn { #expect(system.lab.breaches() == [], "\(system.name)") }
  }
}
