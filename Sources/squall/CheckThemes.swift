import ArgumentParser
import Files
import Themes

/// Lists the themes and checks them.
struct CheckThemes: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "themes", abstract: "List the themes and check each of them.",
    discussion: """
      Your own themes lie in $XDG_CONFIG_HOME/squall/themes, one NAME.yaml each. Every colour needs a contrast of 4.5:1 \
      with the background, and colours that mean different things must look different. It ends with 1 when a theme \
      does not pass.
      """)

  func run() throws {
    let report = ThemeCatalogue.ofUser().report()
    StandardStream.output.write(report.text)
    if !report.isSound { throw ExitCode(1) }
  }
}
