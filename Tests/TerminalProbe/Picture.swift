import Glibc
import Grid

/// The picture, from nothing but the state.
package struct Picture {
  package var inputs: [String] = []
  package var slider = 20
  package var step = 0
  package var isMoving = false
  package var draws = 0
  /// How many strokes of noise lie over the picture.
  package var noise = 0

  package init() {}

  package func grid(_ width: Int, _ height: Int) -> CellGrid {
    var canvas = Canvas(width: width, height: height)
    canvas.write("probe \(width)x\(height) draw \(draws)", column: 0, row: 0, role: .title, emphasis: .bold)
    canvas.write("slider ", column: 0, row: 1, role: .muted)
    for column in 0..<40 { canvas.put(Cell(column < slider ? "█" : "░", .focus), column: 7 + column, row: 1) }
    for (index, input) in inputs.suffix(isMoving ? 4 : max(1, height - 3)).enumerated() {
      canvas.write(input, column: 0, row: 2 + index)
    }
    if isMoving { charts(&canvas) }
    if noise > 0 { strokes(&canvas) }
    return canvas.grid
  }

  /// Rectangles of any glyph, role and emphasis; the same for the same number of strokes.
  private func strokes(_ canvas: inout Canvas) {
    canvas.fill(Rectangle(row: 1, width: canvas.width, height: canvas.height - 1), with: .blank)
    let glyphs = Array("abc 123 █▇▄▁░│─┼⣿⠁●→é…  ".unicodeScalars)
    for stroke in 0..<noise {
      var bits = UInt64(stroke + 1) &* 0x9E37_79B9_7F4A_7C15
      func draw(_ most: Int) -> Int {
        bits ^= bits >> 29
        bits = bits &* 0xBF58_476D_1CE4_E5B9
        return Int(bits >> 33) % max(1, most)
      }
      let area = Rectangle(
        column: draw(canvas.width), row: 1 + draw(canvas.height - 1),
        width: 1 + draw(30), height: 1 + draw(3))
      let cell = Cell(
        glyphs[draw(glyphs.count)], Role.allCases[draw(Role.allCases.count)],
        Emphasis(rawValue: UInt8(draw(4))))
      canvas.fill(area, with: cell)
    }
  }

  private func charts(_ canvas: inout Canvas) {
    let width = canvas.width / 2, height = (canvas.height - 6) / 2
    for plot in 0..<4 {
      let area = Rectangle(column: plot % 2 * width, row: 6 + plot / 2 * height, width: width, height: height)
      canvas.inside(area) { canvas in
        canvas.write("plot \(plot)  p99 \(level(step, plot, 1000)) ms", column: 0, row: 0, role: .title)
        for column in 0..<canvas.width {
          let eighths = level(step + column, plot, max(1, canvas.height - 1) * 8)
          for row in 1..<max(2, canvas.height) {
            let part = min(8, max(0, eighths - (canvas.height - 1 - row) * 8))
            let glyph = part == 0 ? " " : Unicode.Scalar(0x2580 + UInt32(part))!
            canvas.put(Cell(glyph, .series(plot)), column: column, row: row)
          }
        }
      }
    }
  }

  /// A smooth load with some noise, 0 up to `most`.
  private func level(_ at: Int, _ plot: Int, _ most: Int) -> Int {
    var noise = UInt64(at * 4 + plot) &* 0x9E37_79B9_7F4A_7C15
    noise ^= noise >> 31
    let wave = sin(Double(at) / (9 + 4 * Double(plot))) * 0.3 + 0.5
    return Int((wave + Double(noise % 1000) / 5000) * Double(most))
  }
}

extension Palette {
  /// A dark palette with four series.
  package static let probe = Palette(
    foreground: Color(216, 222, 233), background: Color(24, 27, 33),
    styles: [
      .muted: .init(Color(130, 140, 155)), .title: .init(Color(255, 255, 255), isBold: true),
      .focus: .init(Color(136, 192, 208)), .series1: .init(Color(86, 180, 233)),
      .series2: .init(Color(230, 159, 0)), .series3: .init(Color(0, 158, 115)),
      .series4: .init(Color(204, 121, 167)),
    ])
}
