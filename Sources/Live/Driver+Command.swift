import Engine
import LabKit

extension Driver {
  /// What can be asked of a driver.
  public enum Command: Sendable {
    /// Time stands still.
    case pause
    /// Time goes on.
    case resume
    /// Virtual seconds per second, above 0.
    case speed(Double)
    /// Time is slow while something happens in this panel that takes less than a blink; nil for none.
    case watch(panel: Int?)
    /// A knob, by its position, takes a value.
    case turn(knob: Int, value: Double)
    /// A fault is injected or healed, or something is done once, by its position.
    case act(action: Int, isOn: Bool)
    /// Every fault is healed.
    case healEverything
    /// Time stands still right after the next of these notes, or right after the last one before the present.
    case step(NoteStep, isForward: Bool)
    /// Time stands still at another moment of what was done.
    case go(Destination)
    /// The present gets a name.
    case bookmark(String)
    /// A second run goes beside this one, and something is done to it alone.
    case beginTwin(RunDifference)
    /// A branch, by its position, is the twin.
    case beginTwinOnBranch(Int)
    /// The twin ends, or takes the place of this one, which ends.
    case endTwin(keepsTwin: Bool)
    /// Another run takes the place of this one; what becomes of it is written down by its own recorder.
    case replace(any LabRun, Recorder?)
  }

  /// Writes down what is done in a run, as it happens; called on the driver's queue after what was done, and a few
  /// times a second while time goes on. What it gives back a person should read.
  public typealias Recorder = @Sendable (any LabRun) -> String?

  /// What is handed out at every tick and after what was done.
  public struct Frame: Sendable {
    /// The number of the run.
    public let run: Int
    /// The moment.
    public let snapshot: any LabSnapshot
    /// The same moment of the twin, and the one since which there are two; nil when there is none.
    public let twin: (any LabSnapshot)?, origin: (any LabSnapshot)?
    /// Where the moment is among everything that was done.
    public let map: RunMap
    /// What the run says about the story that it tells.
    public let storyline: Storyline?
    /// Whether time stands still.
    public let isPaused: Bool
    /// Whether time is slow, because something happens that takes less than a blink.
    public let isSlow: Bool
    /// The speed that was asked for, and the one that was reached lately, in virtual seconds a second.
    public let speed: Double, actualSpeed: Double
    /// Something that a person should read, for instance that there is no such note.
    public var notice: String?
  }
}
