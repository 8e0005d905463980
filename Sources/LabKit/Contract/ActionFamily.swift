/// What a key, or one key for each label, does to the world.
public struct ActionFamily: Sendable {
  /// The name on the command line, in stories and in journals; here and in texts `*` stands for the label.
  public let name: String
  let family: Family
  /// A key for each member, and what it does.
  let keys: [Character], title: String, kind: ActionDeclaration.Kind, help: String

  /// Injected by a key and healed by the same key.
  public static func fault(_ key: Character, _ name: String, _ title: String, _ help: String) -> ActionFamily {
    ActionFamily(name: name, family: .single, keys: [key], title: title, kind: .fault, help: help)
  }

  /// Done once.
  public static func once(_ key: Character, _ name: String, _ title: String, _ help: String) -> ActionFamily {
    ActionFamily(name: name, family: .single, keys: [key], title: title, kind: .once, help: help)
  }

  /// A family of faults, with a key for each label.
  public static func faults(_ keys: String, by family: Family, _ name: String, _ title: String, _ help: String)
    -> ActionFamily
  { ActionFamily(name: name, family: family, keys: Array(keys), title: title, kind: .fault, help: help) }

  /// A family of things that are done once, with a key for each label.
  public static func onces(_ keys: String, by family: Family, _ name: String, _ title: String, _ help: String)
    -> ActionFamily
  { ActionFamily(name: name, family: family, keys: Array(keys), title: title, kind: .once, help: help) }

  /// Its members by themselves.
  var members: [LabEntry.ActionField] {
    precondition(keys.count == family.count, "\(name) needs a key for each of its \(family.count) members")
    return (0..<family.count).map { member in
      LabEntry.ActionField(
        id: family.text(name, of: member, isName: true),
        declaration: ActionDeclaration(
          key: keys[member], title: family.text(title, of: member), kind: kind, help: family.text(help, of: member)))
    }
  }
}

/// The actions of a lab that is written in Swift.
public protocol ActionKind: RawRepresentable<Int>, CaseIterable, Sendable {
  /// Keys, names and help.
  var declaration: ActionFamily { get }
}

/// What a key does to the world.
public struct ActionDeclaration: Sendable {
  /// Whether it lasts.
  public enum Kind: String, Sendable {
    /// Injected by the key and healed by the same key.
    case fault
    /// Done once.
    case once
  }

  /// The key.
  public let key: Character
  /// A few words for the footer.
  public let title: String
  /// Whether it lasts.
  public let kind: Kind
  /// One sentence on what it does.
  public let help: String
}
