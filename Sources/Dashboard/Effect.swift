import LabKit

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
  /// Let time be slow while something happens in this panel that takes less than a blink; nil for none.
  case watch(panel: Int?)
  /// Stop right after the next of these notes, or right after the last one before the present.
  case step(NoteStep, isForward: Bool)
  /// Stop at another moment of what was done.
  case go(Destination)
  /// Give the present a name.
  case bookmark(String)
  /// Let a second run go beside this one that differs in one thing.
  case beginTwin(RunDifference)
  /// Let a branch, by its position, be the twin.
  case compare(withBranch: Int)
  /// End the twin, or let it take the place of this one.
  case endTwin(keepsTwin: Bool)
  /// Begin the run again, with the knobs as they are turned; a new seed is drawn by whoever carries this out.
  case restart(sameSeed: Bool)
  /// Open another lab, by its name on the command line.
  case openLab(String)
  /// Open another lab, by its name, with these of its faults injected, and keep the run that is shown.
  case visit(lab: String, faults: [String])
  /// Show the run again that was kept; it has the number that the dashboard has given it.
  case comeBack
  /// Play a story from its beginning, by its name.
  case playStory(String)
  /// Show the colours of a theme, by its position among the names that were handed in.
  case theme(Int)
  /// Paint every cell anew.
  case repaint
  /// End.
  case quit
}
