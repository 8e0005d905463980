/// The character that stands for a glyph where the terminal speaks no UTF-8.
///
/// Blocks and braille keep their height or their density, so that a chart keeps its shape.
package func asciiGlyph(_ glyph: Unicode.Scalar) -> Unicode.Scalar {
  switch glyph.value {
  case 0x20...0x7E: glyph
  case 0x2500...0x257F: boxGlyph(glyph.value)
  case 0x2581...0x2588: Array("_.:-=+*#".unicodeScalars)[Int(glyph.value - 0x2581)]
  case 0x2589...0x258F: Array("##==--|".unicodeScalars)[Int(glyph.value - 0x2589)]
  case 0x2580, 0x2594: "\""
  case 0x2590, 0x2595: "|"
  case 0x2591: "."
  case 0x2592: ":"
  case 0x2593: "%"
  case 0x2596...0x259F: "#"
  case 0x2800...0x28FF: Array(" .,:;+*%#".unicodeScalars)[(glyph.value - 0x2800).nonzeroBitCount]
  default: symbols[glyph] ?? "?"
  }
}

private func boxGlyph(_ value: UInt32) -> Unicode.Scalar {
  switch value {
  // Light, heavy, dashed and double horizontals, then half lines.
  case 0x2500, 0x2501, 0x2504, 0x2505, 0x2508, 0x2509, 0x254C, 0x254D, 0x2574, 0x2576, 0x2578, 0x257A, 0x257C,
    0x257E:
    "-"
  case 0x2550: "="
  case 0x2502, 0x2503, 0x2506, 0x2507, 0x250A, 0x250B, 0x254E, 0x254F, 0x2551, 0x2575, 0x2577, 0x2579, 0x257B,
    0x257D, 0x257F:
    "|"
  case 0x2571: "/"
  case 0x2572: "\\"
  case 0x2573: "X"
  default: "+"
  }
}

private let symbols: [Unicode.Scalar: Unicode.Scalar] = [
  "←": "<", "↑": "^", "→": ">", "↓": "v", "↔": "-", "↕": "|", "⇐": "<", "⇑": "^", "⇒": ">", "⇓": "v",
  "↩": "<", "↪": ">", "↵": "<", "⏎": "<", "↗": "/", "↘": "\\", "↖": "\\", "↙": "/", "↻": "o", "↺": "o",
  "▲": "^", "△": "^", "▴": "^", "▵": "^", "▼": "v", "▽": "v", "▾": "v", "▿": "v",
  "◀": "<", "◁": "<", "◂": "<", "◃": "<", "◄": "<", "▶": ">", "▷": ">", "▸": ">", "▹": ">", "►": ">",
  "●": "*", "•": "*", "◉": "@", "◆": "*", "◇": "o", "○": "o", "◌": "o", "◦": "o", "◐": "o", "◑": "o",
  "■": "#", "□": "o", "▪": "#", "▫": "o", "▬": "=", "▮": "#", "▯": "|", "★": "*", "☆": "*",
  "✓": "v", "✔": "v", "✗": "x", "✘": "x", "✕": "x", "✖": "x", "⚠": "!", "⚡": "!",
  "…": ".", "–": "-", "—": "-", "−": "-", "·": ".", "∙": ".", "⋯": ".", "⋮": ":", "×": "x", "÷": "/",
  "±": "~", "≈": "~", "≤": "<", "≥": ">", "≠": "!", "≡": "=", "∞": "8", "µ": "u", "μ": "u", "°": "o",
  "‘": "'", "’": "'", "“": "\"", "”": "\"", "«": "<", "»": ">", "‹": "<", "›": ">", "\u{A0}": " ",
  "λ": "l", "ρ": "p", "σ": "s", "Δ": "d", "Σ": "S", "π": "p", "²": "2", "³": "3", "½": "/",
  "⊕": "+", "⊖": "-", "⊗": "x", "∅": "0", "✚": "+", "⟵": "<", "⟶": ">", "␣": "_", "‖": "|",
]
