import ArgumentParser
import Dashboard
import Files
import FoundationEssentials
import LabKit

/// The manual page, from what commands, options, labs and keys say about themselves; in the language of man(7).
struct ManualPage {
  /// A command as the parser describes it (`--experimental-dump-help`).
  private struct Described: Decodable {
    struct Argument: Decodable {
      struct Name: Decodable { let kind: String, name: String }
      let kind: String, valueName: String
      let isOptional: Bool, isRepeating: Bool, shouldDisplay: Bool
      let abstract: String?, defaultValue: String?, names: [Name]?
    }
    let commandName: String, abstract: String
    let discussion: String?, arguments: [Argument]?, subcommands: [Described]?
    let shouldDisplay: Bool
  }
  private struct Dump: Decodable { let command: Described }

  private let program: Described

  init() throws {
    program = try JSONDecoder().decode(Dump.self, from: Data(Squall._dumpHelp().utf8)).command
  }

  /// The whole page.
  var text: String {
    let version = Squall.configuration.version
    var lines = [
      ".TH SQUALL 1 \"\" \"Squall \(version)\" \"\"", ".SH NAME",
      "squall \\- \(ManualPage.escaped(program.abstract))", ".SH SYNOPSIS",
      ".B squall", "[\\fICOMMAND\\fR] [\\fIOPTION\\fR ...]", ".SH DESCRIPTION",
    ]
    lines += ManualPage.paragraphs(program.discussion)
    lines.append(".SH COMMANDS")
    for command in program.subcommands ?? [] where command.shouldDisplay && command.commandName != "help" {
      lines += ManualPage.lines(of: command)
    }
    lines.append(".SH LABS")
    for lab in Squall.labs {
      lines += [".TP", ".B \(ManualPage.escaped(lab.id))", ManualPage.escaped(lab.summary)]
    }
    lines += [
      ".SH KEYS",
      "Every lab has these; its own stand in the help of the dashboard and in \\fBsquall labs\\fR \\fILAB\\fR.",
    ]
    for binding in KeyMap.bindings {
      let keys = binding.keys.map { ManualPage.escaped($0.name) }.joined(separator: ", ")
      lines += [".TP", ".B \(keys)", ManualPage.escaped(binding.help)]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func lines(of command: Described) -> [String] {
    let arguments = (command.arguments ?? []).filter {
      $0.shouldDisplay && !["help", "version"].contains($0.valueName)
    }
    let operands = arguments.filter { $0.kind == "positional" }.map { operand in
      let name = "\\fI\(escaped(operand.valueName.uppercased()))\\fR" + (operand.isRepeating ? " ..." : "")
      return operand.isOptional ? "[\(name)]" : name
    }
    var lines = [".SS squall \(([escaped(command.commandName)] + operands).joined(separator: " "))"]
    lines += [escaped(command.abstract)] + paragraphs(command.discussion)
    for argument in arguments { lines += [".TP", heading(of: argument), body(of: argument)] }
    return lines
  }

  private static func heading(of argument: Described.Argument) -> String {
    guard argument.kind != "positional" else { return ".I \(escaped(argument.valueName.uppercased()))" }
    let names = (argument.names ?? []).map { ($0.kind == "long" ? "--" : "-") + $0.name }
    let value = argument.kind == "option" ? " \\fI\(escaped(argument.valueName.uppercased()))\\fR" : ""
    return "\\fB\(escaped(names.joined(separator: ", ")))\\fR\(value)"
  }

  private static func body(of argument: Described.Argument) -> String {
    let text = argument.abstract ?? ""
    guard let value = argument.defaultValue, argument.kind != "flag" else { return escaped(text) }
    return escaped("\(text) Default: \(value).")
  }

  /// The paragraphs of a discussion; what is indented stands as it is.
  private static func paragraphs(_ text: String?) -> [String] {
    (text ?? "").split(separator: "\n", omittingEmptySubsequences: false).flatMap { line -> [String] in
      if line.isEmpty { return [".PP"] }
      return line.hasPrefix("  ") ? [".nf", escaped(String(line)), ".fi"] : [escaped(String(line))]
    }
  }

  /// A text that says nothing to the formatter: no escapes, no requests, and hyphens that can be searched for.
  private static func escaped(_ text: String) -> String {
    let plain = text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("\n", with: " ")
    return plain.hasPrefix(".") || plain.hasPrefix("'") ? "\\&" + plain : plain
  }
}

/// Prints the manual page.
struct Manual: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual", abstract: "Print the manual page, to be read by man.", shouldDisplay: false)

  func run() throws { StandardStream.output.write(try ManualPage().text) }
}
