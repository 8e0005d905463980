import Evidence
import LabKit
import Labs
import TestSupport
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

  @Test func `what is published about a pattern belongs to a lab`() {
    #expect(Set(Evidence.labs).isSubset(of: Catalogue.all.map(\.id)))
  }

  /// What is compared is recorded, so that no citation goes unnoticed.
  @Test(arguments: Catalogue.all.map(\.id)) func `the numbers that a lab is compared with are as recorded`(id: String) {
    let rows = Catalogue.all.first { $0.id == id }!.evidence.map { row in
      "\(row.family)\t\(row.source)\t\(row.name)\t\(row.expected)\n"
    }
    guard !rows.isEmpty, !Snapshot.isStillToCome("Evidence/\(id)") else { return }
    #expect(Snapshot.difference(rows.joined(), "Evidence/\(id)") == nil)
  }

  @Test func `a lab whose numbers were recorded still has them`() {
    let labs = Catalogue.all.filter { !$0.evidence.isEmpty }.map(\.id)
    #expect(Snapshot.strays(in: "Evidence", besides: labs) == [])
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
