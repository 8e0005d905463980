import Foundation

// benchmarks [--check] [NAME…]: measures and prints a table; with --check it ends with 1 when a required ratio
// is missed.

let all: [(name: String, measure: () -> [Figure])] = [
  ("mm1", SingleServerFigures.againstCPlusPlus),
  ("simpy", SingleServerFigures.againstSimPy),
  ("systems", SystemFigures.againstHandWritten),
  ("eight-hours", SystemFigures.eightHours),
  ("hold", { HoldFigures.holds(pending: 1000) + HoldFigures.holds(pending: 100_000) }),
  ("generic", WitnessFigure.generic),
  ("copy", HoldFigures.copies),
  ("draw", DrawFigure.exponentials),
  ("scrub", TimeFigures.scrub),
  ("live", TimeFigures.live),
  ("twin", TimeFigures.twin),
  ("sweep", SweepFigures.twoCores),
]

let words = CommandLine.arguments.dropFirst()
let isCheck = words.contains("--check")
let names = words.filter { !$0.hasPrefix("--") }
if let unknown = names.first(where: { name in !all.contains { $0.name == name } }) {
  print("no benchmark \(unknown); there are: \(all.map(\.name).joined(separator: " "))")
  exit(2)
}

print(Figure.heading)
var isMissed = false
for benchmark in all where names.isEmpty || names.contains(benchmark.name) {
  for figure in benchmark.measure() {
    print(figure.line)
    isMissed = isMissed || figure.isMissed
  }
}
exit(isCheck && isMissed ? 1 : 0)
