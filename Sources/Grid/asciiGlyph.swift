/// The ASCII stand-in for a glyph, in U+0020...U+007E; ASCII itself stays, what is unknown shows as `?`.
///
/// Kept apart by meaning and not by likeness: what differs on a Unicode screen (a focused frame, the
/// segments of a bar, success and failure) still differs here.
public func asciiGlyph(for glyph: Unicode.Scalar) -> Unicode.Scalar {
  switch glyph.value {
  case 0x20...0x7E: glyph
  case 0x2800...0x28FF: asciiBraille(glyph.value)
  case 0x2500...0x257F: asciiBox(glyph)
  case 0x2580...0x259F: asciiBlock(glyph)
  case 0xA1...0x2FF: asciiLatin(glyph)
  default: asciiSign(glyph)
  }
}

/// The more dots, the darker.
private func asciiBraille(_ value: UInt32) -> Unicode.Scalar {
  switch (value & 0xFF).nonzeroBitCount {
  case 0: " "
  case 1...2: "."
  case 3...4: ":"
  case 5...6: "+"
  default: "#"
  }
}

/// Light lines are `-|+`, dashed ones `~:`, double and heavy ones `=#`.
private func asciiBox(_ glyph: Unicode.Scalar) -> Unicode.Scalar {
  switch glyph {
  case "─", "┄", "┈", "╴", "╶": "-"
  case "╌": "~"
  case "│", "╎", "┊", "╵", "╷": "|"
  case "┆": ":"
  case "━", "═", "╍", "┅", "┉", "╸", "╺": "="
  case "┃", "║", "╏", "┇", "┋", "╹", "╻", "╔", "╗", "╚", "╝", "╠", "╣", "╦", "╩", "╬": "#"
  case "┣", "├", "╟": "|"
  case "╱": "/"
  case "╲": "\\"
  case "╳": "x"
  default: "+"
  }
}

private func asciiBlock(_ glyph: Unicode.Scalar) -> Unicode.Scalar {
  switch glyph {
  case "▁": "_"
  case "▂": "."
  case "▃": "-"
  case "▄": "="
  case "▅": "+"
  case "▆": "*"
  case "▇", "▓": "%"
  case "▏", "▎", "▍", "▌": "-"
  case "▋", "▊", "▉": "="
  case "▒": "+"
  case "░": ":"
  case "▀", "▔": "\""
  case "▐", "▕": "|"
  default: "#"
  }
}

private func asciiLatin(_ glyph: Unicode.Scalar) -> Unicode.Scalar {
  switch glyph {
  case "·", "¸": "."
  case "µ", "ü", "ù", "ú", "û": "u"
  case "×": "x"
  case "±": "+"
  case "÷": "/"
  case "°": "o"
  case "«": "<"
  case "»": ">"
  case "¬", "¯": "-"
  case "¦": "|"
  case "ä", "à", "á", "â", "ã", "å": "a"
  case "ö", "ò", "ó", "ô", "õ", "ø": "o"
  case "è", "é", "ê", "ë": "e"
  case "ì", "í", "î", "ï": "i"
  case "ç": "c"
  case "ñ": "n"
  case "ß": "s"
  default: "?"
  }
}

private func asciiSign(_ glyph: Unicode.Scalar) -> Unicode.Scalar {
  switch glyph {
  case "…", "•", "∙", "⋅": "."
  case "–", "—", "‐", "‑", "‒", "−": "-"
  case "‘", "’": "'"
  case "“", "”": "\""
  case "→", "►", "▸", "▶", "▷", "⇒": ">"
  case "←", "◄", "◂", "◀", "◁", "⇐": "<"
  case "↑", "▲", "△", "▴": "^"
  case "↓", "▼", "▽", "▾": "v"
  case "↔", "⇄": "="
  case "↻", "↺": "@"
  case "●", "■", "◆", "★", "◉": "*"
  case "○", "□", "◇", "☆", "◌": "o"
  case "✓", "✔": "v"
  case "✗", "✘", "✕": "x"
  case "≤", "‹": "<"
  case "≥", "›": ">"
  case "≈", "∼": "~"
  case "≠": "!"
  case "∞": "8"
  case "Σ", "∑": "S"
  case "Δ": "D"
  case "λ": "l"
  case "μ": "u"
  case "ρ": "p"
  case "σ": "s"
  default: "?"
  }
}
