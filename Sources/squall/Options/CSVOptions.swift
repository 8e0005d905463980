import ArgumentParser
import Diagnostics
import Runs

/// How CSV is written.
struct CSVOptions: ParsableArguments {
  @Option(
    name: .customLong("csv-dialect"), parsing: .unconditional,
    help: ArgumentHelp(
      "Of CSV: commas and decimal points, or semicolons and decimal commas as spreadsheets of many countries read them.",
      valueName: "dialect"))
  var chosen: Given<CSVDialect> = "standard"

  /// The dialect; another than the usual one is refused where nothing is CSV.
  func dialect(isCSV: Bool = true) throws(BadInput) -> CSVDialect {
    let dialect = try chosen.get()
    guard isCSV || dialect == .standard else { throw BadInput("--csv-dialect is for --format csv") }
    return dialect
  }
}
