import Foundation
import Patterns
import Testing

/// A public type that has a state of its own: how one begins, is put together again outside of the module, and is used
/// at random.
struct StatefulType: Sendable, CustomTestStringConvertible {
  let name: String
  let check: @Sendable (_ seed: UInt64) throws -> Void

  var testDescription: String { name }

  /// `use` does one random thing that depends on nothing but the state and the chance, and returns the answer to it.
  init<State: Codable & Hashable & Sendable>(
    _ begin: @escaping @Sendable (_ seed: Int) -> State,
    rebuild: @escaping @Sendable (State) throws -> State,
    use: @escaping @Sendable (inout State, inout Chance) -> Any
  ) {
    let name = String(reflecting: State.self).dropFirst("Patterns.".count)
    self.name = String(name.prefix { $0 != "<" })
    check = { try expectStorable(begin(Int($0)), seed: $0, rebuild: rebuild, use: use) }
  }

  init<State: Storable & Codable & Hashable & Sendable>(
    _ begin: @escaping @Sendable (_ seed: Int) -> State,
    use: @escaping @Sendable (inout State, inout Chance) -> Any
  ) { self.init(begin, rebuild: { try State($0.parts) }, use: use) }
}

/// A state that was used at random comes back from its parts and from its document as it was, and all three go on alike;
/// a damaged document is refused or harmless.
private func expectStorable<State: Codable & Hashable>(
  _ fresh: State, seed: UInt64, rebuild: (State) throws -> State, use: (inout State, inout Chance) -> Any
) throws {
  var chance = Chance(seed)
  var original = fresh
  for _ in 0..<chance.below(60) { _ = use(&original, &chance) }
  try expectRoundTrip(original)
  var copies = [try rebuild(original), try state(State.self, document(original))]
  var other = chance
  try expectDamageIsHarmless(original, &chance) { damaged in
    damaged = try rebuild(damaged)
    for _ in 0..<10 { _ = use(&damaged, &other) }
  }
  for _ in 0..<60 {
    let now = chance
    let answer = "\(use(&original, &chance))"
    for index in copies.indices {
      var same = now
      #expect("\(use(&copies[index], &same))" == answer)
      #expect(copies[index] == original)
    }
  }
}

@Suite struct StatefulTypeTests {
  @Test(arguments: StatefulType.all, 0..<20)
  func `A state is taken apart, put together, stored and goes on`(type: StatefulType, seed: UInt64) throws {
    try type.check(seed)
  }

  /// Whatever can change by a public function has a state.
  @Test func `No type with a state is forgotten`() throws {
    let folder = URL(filePath: #filePath).appending(path: "../../../../Sources/Patterns").standardized
      .resolvingSymlinksInPath()
    let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    var found: Set<String> = []
    for case let file as URL in files where file.pathExtension == "swift" {
      found.formUnion(Self.changing(try String(contentsOf: file, encoding: .utf8)))
    }
    #expect(found.count > 20)
    #expect(found == Set(StatefulType.all.map(\.name) + StatefulType.notTakenApart))
  }

  /// The types with a `public mutating func` in a file; indentation says what is in what.
  private static func changing(_ source: String) -> Set<String> {
    var found: Set<String> = []
    var types: [(indent: Int, name: Substring)] = []
    for line in source.split(separator: "\n") {
      let indent = line.prefix { $0 == " " }.count
      if line.contains("public mutating func") {
        found.insert(types.filter { $0.indent < indent }.map(\.name).joined(separator: "."))
      } else if let type = line.firstMatch(of: /^ *(?:public )?(?:extension|struct|enum) ([A-Z][\w.]*)/) {
        types.removeAll { $0.indent >= indent }
        types.append((indent, type.1))
      }
    }
    return found
  }
}
