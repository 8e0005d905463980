/// What the dashboard asks for and cannot do itself; the driver of the run and the owner of the terminal
/// carry it out.
public enum Effect: Hashable, Sendable {
  /// Turn a knob, by its position among the lab's.
  case turn(knob: Int, to: Double)
  /// Inject or heal a fault, or do something once (`isOn` is true), by its position among the lab's actions.
  case act(action: Int, isOn: Bool)
  /// Heal every fault that is injected.
  case healEverything
  /// Stop the virtual time.
  case pause
  /// Let the virtual time go on.
  case resume
  /// Let so many virtual seconds go by in a second.
  case setSpeed(Double)
  /// While paused, let the world go on until a note about one of these topics is written.
  case stepToNextEvent(topics: [Int])
  /// Begin the run again, with the knobs as they are turned; a new seed is drawn by whoever carries this out.
  case restart(sameSeed: Bool)
  /// Open another lab, by its name on the command line.
  case openLab(String)
  /// Show the colours of a theme, by its position among the names that were handed in.
  case theme(Int)
  /// Paint every cell anew.
  case repaint
  /// End.
  case quit
}
