import Diagnostics
import Grid
import LabKit
import Themes

/// The themes to choose from, and the palette of the one that is shown; each is read when it is first looked at.
struct Looks {
  private var catalogue = ThemeCatalogue.ofUser()
  private var palettes: [Int: Palette] = [:]
  /// The position of the theme at the start.
  let first: Int

  /// The looks that begin with this theme, a name or a file; nil is the first there is.
  init(_ nameOrFile: String?) throws(BadInput) {
    if let nameOrFile { first = try catalogue.open(nameOrFile) } else { first = 0 }
    palettes[first] = try catalogue.theme(at: first).palette
  }

  /// The names, in the order in which a key goes through them.
  var names: [String] { catalogue.names }

  /// The palette of a theme; throws when its file cannot be read.
  mutating func palette(_ theme: Int) throws(BadInput) -> Palette {
    if let palette = palettes[theme] { return palette }
    let palette = try catalogue.theme(at: theme).palette
    palettes[theme] = palette
    return palette
  }
}
