import Diagnostics

/// A YAML file that a person wrote: its nodes, and errors that name file, line and column, what was found there and
/// what was expected. JSON is YAML too.
public struct Document {
  /// What errors call the file.
  public let file: String
  /// The whole of it.
  public let root: Node

  /// Reads a text; `kind` is what it should be, such as `a theme`, and `keys` what it should say.
  ///
  /// Refuses what is no YAML, and of YAML anchors, aliases, tags, merges, keys that come twice, more than one document,
  /// and more than 20 lists and mappings in each other. Complexity: O(*n*) in the length of the text.
  public init(_ text: String, file: String, kind: String, keys: [String]) throws(BadInput) {
    self.file = file
    // Some editors put a mark in front of what they write.
    let text = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    let source = SourceText(text, file: file)
    let root = try Array(text.utf8).withUnsafeBufferPointer { bytes throws(BadInput) in
      var composer = Composer(source, bytes, kind: kind)
      return try composer.root()
    }
    guard let root else {
      throw BadInput("\(file):1:1: found nothing, expected \(keys.joined(separator: ", "))")
    }
    self.root = root
  }
}
