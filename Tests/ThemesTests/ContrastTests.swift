import Grid
import Testing
import Themes

/// Every theme can be read, also by those who see fewer colours.
@Suite struct ContrastTests {
  static let themes = ThemeCatalogue().names.indices

  @Test func `contrast follows the formula`() {
    // The ends of the scale, and the grey that is the best known to pass on white by a hair.
    #expect(Color(0, 0, 0).contrast(with: Color(255, 255, 255)) == 21)
    #expect(Color(10, 20, 30).contrast(with: Color(10, 20, 30)) == 1)
    #expect((4.53...4.55).contains(Color(0x76, 0x76, 0x76).contrast(with: Color(255, 255, 255))))
  }

  @Test(arguments: themes)
  func `every role can be read`(_ index: Int) throws {
    let theme = try ThemeCatalogue().theme(at: index)
    for role in Role.allCases {
      #expect(theme.contrast(of: role) >= Theme.leastContrast(of: role), "\(theme.name) \(role)")
    }
    #expect(theme.problems == [])
  }

  @Test func `high contrast keeps its promise`() throws {
    var catalogue = ThemeCatalogue()
    let theme = try catalogue.theme(at: catalogue.open("high-contrast"))
    for role in Role.allCases { #expect(theme.contrast(of: role) >= 7, "\(role)") }
  }

  @Test(arguments: Blindness.allCases)
  func `the Okabe-Ito colors are told apart`(_ blindness: Blindness) throws {
    var catalogue = ThemeCatalogue()
    let theme = try catalogue.theme(at: catalogue.open("okabe-ito"))
    for family in Theme.families {
      for (index, role) in family.enumerated() {
        for other in family.dropFirst(index + 1) {
          let difference = blindness.seen(theme[role]).difference(from: blindness.seen(theme[other]))
          #expect(difference >= 0.05, "\(blindness) \(role) \(other)")
        }
      }
    }
  }

  @Test func `the check can fail`() throws {
    let grey = Theme(
      name: "grey", title: "", summary: "", background: Color(0, 0, 0), boldRoles: [],
      color: { _ in Color(90, 90, 90) })
    #expect(grey.problems.contains { $0.hasPrefix("muted on the background has contrast 3.0") })
    #expect(grey.problems.contains("good and bad look alike"))
  }
}

/// The two common kinds of colour-blindness, as matrices on linear light (Machado, Oliveira and Fernandes
/// 2009).
enum Blindness: CaseIterable {
  case red, green

  private var rows: [[Double]] {
    switch self {
    case .red: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    case .green: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    }
  }

  func seen(_ color: Color) -> Color {
    let light = color.light
    let channels = rows.map { row in
      let value = min(max(0, row[0] * light.red + row[1] * light.green + row[2] * light.blue), 1)
      // The nearest of the 256 values: searched, since the tests have no other way back from light.
      return (0...255).min {
        abs(Color(UInt8($0), 0, 0).light.red - value) < abs(Color(UInt8($1), 0, 0).light.red - value)
      }!
    }
    return Color(UInt8(channels[0]), UInt8(channels[1]), UInt8(channels[2]))
  }
}
