// What the tests run on a pseudo-terminal: moving charts, a slider, and an echo of every input.
import Glibc
import Terminal

var options = ScreenOptions(asksBackground: true)
var period: UInt64?
var canHang = false
var arguments = CommandLine.arguments.dropFirst()
while let argument = arguments.popFirst() {
  switch argument {
  case "--fps": period = arguments.popFirst().flatMap { UInt64($0) }.map { 1_000_000_000 / $0 }
  case "--color": options.color = arguments.popFirst().flatMap { ColorChoice(rawValue: $0) } ?? .auto
  case "--hang": canHang = true
  case "--no-mouse": options.usesMouse = false
  case "--ascii": options.glyphs = .ascii
  default: exit(64)
  }
}
do throws(TerminalError) {
  var probe = Probe(screen: try Screen(options), period: period, canHang: canHang)
  probe.run()
} catch {
  Probe.complain("squall: \(error)")
  exit(1)
}
