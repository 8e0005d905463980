import Engine
import Exports
import Grid
import LabKit
import Labs
import TestSupport
import Testing
import Themes

/// The picture in the README is what the dashboard shows.
struct PictureTests {
  @Test func `the picture of the shop is what it shows while payment is down`() throws {
    var bench = Bench(Catalogue.all[0], width: 110, height: 34)
    bench.go(seconds: 30)
    bench.type("p")
    bench.go(seconds: 20)
    let palette = try ThemeCatalogue().theme(at: 0).palette
    #expect(Snapshot.difference(bench.screen.svg(palette: palette), "shop", type: "svg") == nil)
  }

  @Test func `what XML has a meaning for is written as itself, and neighbours that look alike are one text`() throws {
    var canvas = Canvas(width: 4, height: 1)
    canvas.write(Span("a<&>", .bad, .bold), column: 0, row: 0, width: 4)
    let palette = try ThemeCatalogue().theme(at: 0).palette
    let lines = canvas.grid.svg(palette: palette).split(separator: "\n").filter { $0.hasPrefix("<text") }
    #expect(lines.count == 1 && lines[0].contains(#"font-weight="bold">a&lt;&amp;&gt;</text>"#))
  }
}
