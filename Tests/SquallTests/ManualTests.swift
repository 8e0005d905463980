import Testing

/// The manual page is made of what the program declares, so nothing that help or the list of labs names is missing.
@Suite(.enabled(if: Binary.isBuilt)) struct ManualTests {
  private let page: String
  init() throws {
    let found = try Binary.run("manual")
    #expect(found.code == 0 && found.error.isEmpty)
    page = found.output.replacing("\\-", with: "-")
  }

  /// The first words of the lines of a section of a help text.
  private func names(under heading: String, of text: String) -> [String] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let section = lines.drop { !$0.hasPrefix(heading) }.dropFirst().prefix { !$0.isEmpty }
    // What stands further right is the rest of a description.
    return section.filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }.map {
      String($0.dropFirst(2).prefix { $0 != " " && $0 != "," })
    }
  }

  @Test func `it has every command with every option`() throws {
    let commands = names(under: "SUBCOMMANDS", of: try Binary.run("--help").output)
    #expect(commands.count > 10)
    for command in commands where command != "help" {
      #expect(page.contains("\n.SS squall \(command)"), "\(command)")
      let options = names(under: "OPTIONS", of: try Binary.run("help", command).output)
      for option in options where option != "--version" && option != "-h" {
        #expect(page.contains("\\fB\(option)"), "\(command) \(option)")
      }
    }
  }

  @Test func `it has every lab`() throws {
    let labs = try Binary.run("labs").output.split(separator: "\n").filter { $0.hasPrefix("  ") }
    #expect(!labs.isEmpty)
    for line in labs {
      let name = line.dropFirst(2).prefix { $0 != " " }
      #expect(!name.isEmpty && page.contains("\n.B \(name)\n"), "\(name)")
    }
  }
}
