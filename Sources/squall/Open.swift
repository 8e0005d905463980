import ArgumentParser
import Diagnostics
import Files
import LabKit
import Labs
import Runs

/// Opens the dashboard.
struct Open: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "open", abstract: "Open a lab in the terminal (default).")

  @Argument(help: "The lab; 'squall labs' lists them. Or the file of a system.", completion: .labs)
  var lab = Catalogue.home.id

  @Option(
    parsing: .unconditional,
    help: "Where chance begins: a whole number, decimal or 0x-hexadecimal. Another one every time if left out.")
  var seed: Given<SeedNumber>?

  @Option(
    name: .customLong("set"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("A knob's value at the start; repeatable.", valueName: "knob=value"),
    completion: .settings)
  var settings: [String] = []

  @OptionGroup var looks: LooksOptions

  func run() throws {
    let file = lab
    let lab = try lab == Catalogue.home.id ? Catalogue.home : Squall.lab(lab, orOneOf: Squall.commandNames)
    let script = try Script(lab, settings: Squall.spread(settings))
    let seed = try seed?.get().value
    guard StandardStream.output.isTerminal else {
      throw BadInput("the dashboard needs a terminal; 'squall run \(lab.id)' does without")
    }
    let run = lab.start(seed ?? Seed.fresh(), script.knobs, true)
    let looks = try looks.looks()
    let dashboard = try DashboardSession(run, looks: looks, screen: try self.looks.openScreen(), log: nil)
    if lab.text != nil { dashboard.watch(file) }
    if lab.id == Catalogue.home.id, Marker.isFirst("first-minute") { dashboard.beginGuide() }
    try dashboard.run(writingDown: run)
  }
}
