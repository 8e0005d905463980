import LabKit

/// Everything that can be done from the dashboard, by a key, the palette or the mouse.
public enum Command: Hashable, Sendable {
  /// Turn the focused knob by so many steps.
  case turn(steps: Int)
  /// Focus the knob that many places further.
  case chooseKnob(by: Int)
  /// Focus the panel that many places further; the first follows the last.
  case choosePanel(by: Int)
  /// Show the focused panel alone, and go back.
  case zoom, back
  /// Stop and go on.
  case togglePause
  /// Go to the next event of the focused panel, or to the one before.
  case stepEvent(isForward: Bool)
  /// Go to the next note, or to the one before.
  case stepNote(isForward: Bool)
  /// Go to another moment.
  case go(Destination)
  /// Ask for the name of a bookmark; set one.
  case nameBookmark, bookmark(String)
  /// Open a list to choose from.
  case menu(Menu)
  /// Begin or end a twin.
  case twin
  /// Let a second run go beside this one.
  case beginTwin(RunDifference), compare(withBranch: Int)
  /// End it, or let it take this one's place.
  case endTwin(keepsTwin: Bool)
  /// Go to where the two part for good in the meter that is compared.
  case goToDifference
  /// Go to where the promise that is broken was broken first.
  case goToBreak
  /// Put the two side by side, or one above the other.
  case turnTwin
  /// Compare the next meter, or one by its position.
  case nextMeter, compareMeter(Int)
  /// The next of the speeds, up or down.
  case changeSpeed(by: Int)
  /// Slow down what takes less than a blink, or no longer.
  case slowDown
  /// Begin the run again.
  case restart(sameSeed: Bool)
  /// Heal every fault.
  case healEverything
  /// Open or close an overlay.
  case help, laws, palette, notes, why, map, story, ending
  /// The next theme; the first follows the last.
  case nextTheme
  /// Paint every cell anew.
  case repaint
  /// End.
  case quit

  /// Focus a knob, by its position.
  case focusKnob(Int)
  /// Set a knob to a value.
  case setKnob(Int, Double)
  /// Do what a key of the lab does, by the action's position.
  case act(Int)
  /// Focus a panel, by its position.
  case focusPanel(Int)
  /// Open another lab, by its position in the list.
  case openLab(Int)
  /// Open the lab of a pattern in the focused panel, by its position there, with the same faults injected; nil is the one
  /// that fits best, or goes back to the lab from which one was opened.
  case patternLab(Int?)
  /// Play a story, by its position in the list.
  case playStory(Int)
  /// Show a theme, by its position.
  case theme(Int)
}
