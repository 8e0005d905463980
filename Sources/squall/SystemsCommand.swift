import ArgumentParser
import Dashboard
import Diagnostics
import Files
import LabKit
import Runs
import Systems

/// The systems that come along, and what can be said of a file.
struct SystemsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "systems",
    abstract: "List the systems that Squall brings along, print the file of one, or check a file.",
    discussion: """
      A system is a lab that is read from a file. An own one begins as a copy:

        squall systems retry-storm > own.yaml
        squall systems check own.yaml
        squall own.yaml
        squall run own.yaml --for 60s

      Its story, if it has one, is played without a terminal, and ends with 1 when a promise is not as the file says:

        squall systems play own.yaml --seeds 1..20
      """,
    subcommands: [ListSystems.self, CheckSystem.self, PlaySystem.self], defaultSubcommand: ListSystems.self)
}

/// Lists the systems, or prints the file of one.
struct ListSystems: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the systems, or print the file of one (default).")

  @Argument(help: "The system whose file is printed, to begin an own one with.")
  var system: String?

  func run() throws {
    guard let system else {
      let rows = SystemCatalogue.builtIn.map { [$0.name, $0.lab.id, $0.lab.title] }
      return StandardStream.output.write(
        TextTable(rows, leftColumns: 3).lines.joined(separator: "\n") + "\n")
    }
    guard let found = Squall.builtInSystem(system) else { throw Squall.noSystem(system) }
    StandardStream.output.write(found.text)
  }
}

/// Says what is wrong with a file.
struct CheckSystem: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Say what is wrong with the file of a system, and what is probably not meant.")

  @Argument(help: "The file.", completion: .file())
  var file: String

  func run() throws {
    let text = try FileText.read(file, expecting: "a system")
    let system = try SystemFile(text: text, file: file.printable, reservedKeys: GlobalKeys.reserved)
    let warnings = system.warnings.map { "\($0)\n" }.joined()
    let lab = system.lab
    let parts = [
      lab.knobs.count.of("knob"), lab.actions.count.of("key"), lab.promises.count.of("promise"),
    ]
    StandardStream.output.write("\(warnings)\(file.printable): \(lab.id) with \(parts.joined(separator: ", "))\n")
  }
}

/// Plays the story of a system.
struct PlaySystem: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "play", abstract: "Play the story in a system's file and compare with what it expects.")

  @Argument(help: "The file, or the name of a system that comes along.", completion: .file())
  var system: String

  @Option(parsing: .unconditional, help: "The seeds, from one to another. (default: the file's own)")
  var seeds: Given<Seeds>?

  func run() throws {
    guard let found = try Squall.builtInSystem(system) ?? Squall.system(inFile: system) else {
      throw Squall.noSystem(system)
    }
    guard let story = found.story else { throw BadInput("\(system.printable): found no 'story', expected one to play") }
    let chosen = try seeds?.get().seeds ?? [found.seed]
    let outcomes = inParallel(jobs: JobsOption.cores, count: chosen.count, progress: { _ in }) { number in
      (run: story.outcome(seed: chosen[number], ofTwin: false), twin: story.outcome(seed: chosen[number], ofTwin: true))
    }
    var isExpected = true
    var rows = [["seed", "run", "twin", ""]]
    for (seed, outcome) in zip(chosen, outcomes) {
      let isSo = story.expects(outcome.run, ofTwin: false) && story.expects(outcome.twin, ofTwin: true)
      isExpected = isExpected && isSo
      rows.append(["\(seed)", outcome.run.text, outcome.twin.text, isSo ? "✓" : "✗ not as the file says"])
    }
    StandardStream.output.write(TextTable(rows, leftColumns: 4).lines.joined(separator: "\n") + "\n")
    if !isExpected { throw ExitCode(1) }
  }
}
