import Evidence
import LabKit
import Labs
import Testing

/// What `squall verify` compares, lab by lab; a debug build leaves out the long runs.
@Suite struct VerificationTests {
  private static let labs = Catalogue.all.filter { !$0.evidence.isEmpty }.map(\.id)
  private static let longFamilies = [
    "queueing", "metastable", "adaptive throttling", "priority shedding", "backoff simulator", "gossip",
    "elections",
  ]

  @Test(arguments: labs) func `what is measured agrees with what is published`(lab: String) throws {
    let entry = try #require(Catalogue.all.first { $0.id == lab })
    for row in entry.evidence where isOptimized || !Self.longFamilies.contains(row.family) {
      let measured = row.measure()
      #expect(row.agrees(measured), "\(row.family): \(row.name): expected \(row.expected), measured \(measured)")
    }
  }

  @Test func `every row can be told from every other`() {
    for entry in Catalogue.all {
      let names = entry.evidence.map { "\($0.family) \($0.source) \($0.name)" }
      #expect(Set(names).count == names.count, "\(entry.id)")
    }
  }

  @Test func `what is published about a pattern belongs to a lab, and no citation is dropped`() {
    #expect(Set(Evidence.labs).isSubset(of: Catalogue.all.map(\.id)))
    let cited = Catalogue.all.flatMap(\.evidence).filter { !$0.source.hasPrefix("ours") }
    #expect(cited.count >= 340)
  }
}

/// Whether the suite is compiled for speed.
var isOptimized: Bool {
  #if DEBUG
    false
  #else
    true
  #endif
}
