import Diagnostics
import Grid
import LabKit

extension ThemeCatalogue {
  /// Every theme with what it is for and what is wrong with it.
  public func report() -> (text: String, isSound: Bool) {
    let width = names.map(\.count).max() ?? 0
    var text = "", isSound = true
    for index in names.indices {
      let name = names[index].printable.padding(to: width)
      do throws(BadInput) {
        let theme = try theme(at: index)
        let faintest = Role.allCases.map(theme.contrast).min() ?? 0
        let contrast = Figure.fixed(faintest, decimals: 1) + ":1"
        text += "\(name)  \(origin(index))  contrast \(contrast) or more  \(theme.summary)\n"
        for problem in theme.problems {
          isSound = false
          text += "\(String(repeating: " ", count: width))  ✗ \(problem)\n"
        }
      } catch {
        isSound = false
        text += "\(name)  ✗ \(error)\n"
      }
    }
    return (text, isSound)
  }

  private func origin(_ index: Int) -> String {
    switch entries[index].source {
    case .builtIn: "built in"
    case .file: "yours   "
    }
  }
}

extension String {
  fileprivate func padding(to width: Int) -> String {
    self + String(repeating: " ", count: Swift.max(0, width - count))
  }
}
