import Engine
import LabKit

/// What one run of a sweep gave, as a line of the file that keeps finished runs.
public struct SweepOutcome: Sendable, Equatable {
  /// The number of the run in its part.
  public let run: Int
  /// The digest of everything that happened in it.
  public let digest: String
  /// Whether an always-law was violated.
  public let isBroken: Bool
  /// The figures of every meter, one after the other, in the order of `Sweep.statistics`; nil where nothing was
  /// measured.
  let figures: [Double?]

  init(_ run: Int, _ played: any LabRun) {
    let snapshot = played.snapshot
    self.run = run
    digest = snapshot.digest.description
    isBroken = snapshot.laws.contains(where: \.breaksSafety)
    figures = snapshot.meters.flatMap { meter in
      meter.figures.map { figure in
        meter.isMeasured || figure.statistic == "count" ? figure.value.finite : nil
      }
    }
  }

  /// The line, with its end: number, digest, `ok` or `broken`, figures; `-` where nothing was measured.
  public var line: String {
    let words = ["\(run)", digest, isBroken ? "broken" : "ok"] + figures.map { $0?.figure ?? "-" }
    return words.joined(separator: " ") + "\n"
  }

  /// The outcome that a line without its end tells, of a sweep with so many runs and figures; nil when it is none.
  public init?(_ line: Substring, runs: Int, figures count: Int) {
    let words = line.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == count + 3, let run = Int(words[0]), (0..<runs).contains(run), words[1].utf8.count == 16,
      words[2] == "ok" || words[2] == "broken"
    else { return nil }
    var figures: [Double?] = []
    for word in words.dropFirst(3) {
      if word == "-" {
        figures.append(nil)
      } else if let value = Double(word), value.isFinite {
        figures.append(value)
      } else {
        return nil
      }
    }
    self.run = run
    digest = String(words[1])
    isBroken = words[2] == "broken"
    self.figures = figures
  }
}

extension Double { fileprivate var finite: Double? { isFinite ? self : nil } }

extension Sweep {
  /// Every figure that a run gives: its meter, its statistic, and whether it may be missing in some runs.
  var statistics: [(meter: MeterDeclaration, statistic: String, mayBeMissing: Bool)] {
    script.lab.start(0, script.knobs, false).snapshot.meters.flatMap { meter in
      meter.figures.map {
        (meter.declaration, $0.statistic, meter.declaration.kind != .counter && $0.statistic != "count")
      }
    }
  }
}
