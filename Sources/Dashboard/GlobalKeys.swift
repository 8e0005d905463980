import LabKit

/// The keys that no lab may have.
public enum GlobalKeys {
  /// The characters with a meaning in every lab, and those that are kept free.
  public static let reserved: Set<Character> = Set(
    (KeyMap.bindings.flatMap(\.keys) + KeyMap.keptFree).compactMap { key in
      if case .character(let character) = key { character } else { nil }
    })

  /// The keys of a lab that are the dashboard's, or that two of its actions share, in the order of the
  /// actions.
  public static func clashes(of entry: LabEntry) -> [Character] {
    clashes(among: entry.actions.map(\.declaration.key))
  }

  /// The same for bare keys.
  public static func clashes(among keys: [Character]) -> [Character] {
    keys.enumerated().filter { index, key in
      reserved.contains(key) || keys.prefix(index).contains(key)
    }.map(\.element)
  }
}
