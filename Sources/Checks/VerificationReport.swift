import Dispatch
import Evidence
import LabKit
import Synchronization

/// The published numbers of some labs beside what their code measures.
public struct VerificationReport: Sendable {
  /// One published number and what was measured.
  struct Row: Sendable {
    let lab: String
    let verification: Verification
    let measured: Double
    var agrees: Bool { verification.agrees(measured) }
  }

  let rows: [Row]

  /// Measures every number of these labs, so many at once; the result does not depend on how many.
  public init(_ labs: [LabEntry], jobs: Int, progress: @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }) {
    let cases = labs.flatMap { lab in lab.evidence.map { (lab: lab.id, verification: $0) } }
    let next = Atomic(0)
    let measured = Mutex((done: 0, byCase: [Double?](repeating: nil, count: cases.count)))
    DispatchQueue.concurrentPerform(iterations: min(max(1, jobs), max(1, cases.count))) { _ in
      while true {
        let turn = next.add(1, ordering: .relaxed).oldValue
        guard turn < cases.count else { return }
        // From both ends: neighbours often wait for the same run, and then one core would be idle.
        let index = turn.isMultiple(of: 2) ? turn / 2 : cases.count - 1 - turn / 2
        let value = cases[index].verification.measure()
        measured.withLock {
          $0.byCase[index] = value
          $0.done += 1
          progress($0.done, cases.count)
        }
      }
    }
    rows = zip(cases, measured.withLock(\.byCase)).map {
      Row(lab: $0.lab, verification: $0.verification, measured: $1 ?? .nan)
    }
  }

  /// Whether every measured number agrees with its published one.
  public var isSound: Bool { rows.allSatisfy(\.agrees) }
}
