import Foundation
import Testing

/// The README's ways to share a sweep, as they stand there.
@Suite(.enabled(if: Binary.isBuilt)) final class SharedSweepTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
  private let readme: [String]

  init() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
      .split(separator: "\n").filter { $0.hasPrefix("    ") }.map { String($0.dropFirst(4)) }
    try FileManager.default.createDirectory(atPath: folder + "/bin", withIntermediateDirectories: true)
    // The README's squall, but with less to do: what is said last counts.
    try "#!/bin/sh\nexec \"$SQUALL\" \"$@\" --seeds 1..2 --for 1s\n".write(
      toFile: folder + "/bin/squall", atomically: false, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder + "/bin/squall")
  }
  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// What a shell makes of some lines, and whether the file that they join is the whole.
  private func shell(_ lines: String) throws -> Binary.Outcome {
    let whole = "squall sweep load-shedding --vary traffic=200..3000/200 --out whole.csv"
    return try Binary.shell(
      "cd \(folder) || exit 99; PATH=$PWD/bin:$PATH; \(lines)\n\(whole) && cmp load.csv whole.csv")
  }

  private func line(_ beginning: String) throws -> String {
    try #require(readme.first { $0.hasPrefix(beginning) })
  }

  private static var hasParallel: Bool {
    (try? Binary.shell("command -v parallel >/dev/null").code) == 0
  }

  @Test(.enabled(if: hasParallel, "GNU parallel is not here; .ci/install brings it"))
  func `a sweep is shared with GNU parallel`() throws {
    let found = try shell(
      try line("parallel squall sweep") + " || exit 98\nls part-*.csv | wc -l\n" + line("cat part-*.csv"))
    #expect(found.code == 0, "\(found.output)\(found.error)")
    #expect(found.output == "15\n")
  }

  /// Each task of the array finds its number in the environment.
  @Test func `a sweep is shared with a Slurm array`() throws {
    let first = try #require(readme.firstIndex(of: "#!/bin/sh"))
    let script = readme[first..<first + 4].joined(separator: "\n") + "\n"
    try script.write(toFile: folder + "/sweep.sh", atomically: false, encoding: .utf8)
    let array = try #require(script.firstRange(of: "#SBATCH --array=1-"))
    let tasks = try #require(Int(script[array.upperBound...].prefix { $0.isNumber }))
    let found = try shell(
      """
      for task in $(seq \(tasks)); do SLURM_ARRAY_TASK_ID=$task sh ./sweep.sh || exit 98; done
      \(try line("cat part-*.csv"))
      """)
    #expect(found.code == 0, "\(found.output)\(found.error)")
    #expect(tasks == 15)
  }
}
