import Foundation
import Testing

/// What options may be is known to help and to completion.
@Suite(.enabled(if: Binary.isBuilt)) struct OptionTests {
  /// Help with its lines joined, since it is wrapped.
  private func help(_ command: String) throws -> String {
    try Binary.run(command, "--help").output.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
  }

  @Test(arguments: [
    ("run", "(values: text, json, csv; default: text)"),
    ("run", "(values: standard, semicolon; default: standard)"),
    ("run", "(values: headline, observation, detail; default as flag: observation)"),
    ("run", "(default: 60s)"), ("sweep", "(default: 1..20)"), ("sweep", "(default: 1/1)"),
    ("sweep", "(default: 0s)"), ("sweep", "(values: standard, semicolon; default: standard)"),
    ("check", "(values: text, json; default: text)"), ("check", "(default: 120s)"),
    ("export", "(values: csv, jsonl, openmetrics, perfetto, cast, svg)"),
    ("export", "(default: observation) (values: none, headline, observation, detail)"),
    ("open", "(values: auto, truecolor, 256, 16, 8, none; default: auto)"),
    ("open", "(values: dark, light, okabe-ito, high-contrast)"), ("replay", "(default: 1)"),
  ]) func `help shows choices and defaults`(_ command: String, _ part: String) throws {
    #expect(try help(command).contains(part))
  }

  /// A default is a text like any other; one that is no value would show only when it is used.
  @Test(arguments: ["run", "sweep", "check", "export", "open", "replay", "resume", "story"])
  func `each choice that help names is one, and another word is told the nearest`(_ command: String) throws {
    let session = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: session) }
    try #"{"line": "session", "format": 2, "squall": "0.1.0", "lab": "saga", "seed": "1", "knobs": ""}"#
      .appending("\n").write(toFile: session, atomically: false, encoding: .utf8)
    let needed = [
      "run": ["saga", "--for", "1s"], "sweep": ["saga", "--for", "1s", "--out", "/dev/null/x"],
      "check": ["saga", "--seeds", "0"], "export": [session, "--format", "csv"], "replay": [session],
      "resume": [session], "story": ["lag-runaway"],
    ]
    let entries = try help(command).matches(of: /(--[a-z-]+) <[a-zA-Z]+>(?:(?! --).)*?\(values: ([^;)]+)/)
    // Whether there is a theme of that name is looked up where there is a terminal, or a recording.
    for entry in entries where entry.output.1 != "--theme" {
      for word in entry.output.2.split(separator: ", ").map(String.init) + ["xyzzy"] {
        let given = [command] + (needed[command] ?? []) + [String(entry.output.1), word]
        let found = try Binary.run(given)
        let isRefused = found.error.contains("there is no ") && found.error.contains("'\(word)'")
        #expect(isRefused == (word == "xyzzy"), "\(given): \(found.error)")
        #expect(!isRefused || found.code == 2 && found.errorLines.count == 1)
      }
    }
    #expect(!entries.isEmpty)
  }

  private static let shell = """
    set -e
    folder=$(dirname "$SQUALL"); PATH=$folder:$PATH
    squall --generate-completion-script bash > "$1"
    . "$1"
    shift
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
    set +e
    _squall squall "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
    echo "${COMPREPLY[*]}"
    """

  /// As a bash that has read the script would be answered.
  private func completions(_ words: [String]) throws -> [String] {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: file) }
    let arguments = ([file, "squall"] + words).map { "'\($0)'" }.joined(separator: " ")
    let script = Self.shell.replacingOccurrences(of: "'", with: "'\\''")
    let found = try Binary.shell("bash -c '\(script)' bash \(arguments)")
    #expect(found.code == 0, "\(found)")
    return found.output.split { $0 == " " || $0 == "\n" }.map(String.init)
  }

  @Test(arguments: [
    (["run", "saga", "--format", ""], "text json csv"),
    (["run", "saga", "--csv-dialect", ""], "standard semicolon"),
    (["run", "saga", "--notes", ""], "headline observation detail"),
    (["check", "--format", ""], "text json"),
    (["export", "x", "--format", ""], "csv jsonl openmetrics perfetto cast svg"),
    (["export", "x", "--notes", ""], "none headline observation detail"),
    (["export", "x", "--epoch", ""], "now"),
    (["open", "--color", ""], "auto truecolor 256 16 8 none"),
  ]) func `a shell offers the choices`(_ words: [String], _ choices: String) throws {
    #expect(try completions(words).sorted() == choices.split(separator: " ").map(String.init).sorted())
  }

  @Test(arguments: [
    (["run", "sag"], ["saga"]), (["run", "lag-"], ["lag-runaway"]), (["check", ""], ["shop", "raft"]),
    (["story", ""], ["lag-runaway", "retry-storm"]), (["open", "--theme", ""], ["dark", "okabe-ito"]),
    (["run", "saga", "--set", ""], ["rate=", "delay="]), (["sweep", "shop", "--vary", ""], ["traffic="]),
  ]) func `and the names that there are`(_ words: [String], _ some: [String]) throws {
    let found = try completions(words)
    #expect(some.allSatisfy(found.contains), "\(found)")
  }

  @Test(arguments: ["bash", "zsh", "fish"]) func `every shell's script has the choices`(_ shell: String)
    throws
  {
    let script = try Binary.run("--generate-completion-script", shell)
    #expect(script.code == 0 && script.output.contains("semicolon") && script.output.contains("openmetrics"))
  }
}
