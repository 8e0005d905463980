import Dashboard
import Live

extension Driver.Command {
  /// What an effect asks of the driver; nil where it asks it of somebody else.
  init?(_ effect: Effect) {
    switch effect {
    case .turn(let knob, let value): self = .turn(knob: knob, value: value)
    case .act(let action, let isOn): self = .act(action: action, isOn: isOn)
    case .healEverything: self = .healEverything
    case .pause: self = .pause
    case .resume: self = .resume
    case .setSpeed(let speed): self = .speed(speed)
    case .watch(let panel): self = .watch(panel: panel)
    case .step(let notes, let isForward): self = .step(notes, isForward: isForward)
    case .go(let destination): self = .go(destination)
    case .bookmark(let name): self = .bookmark(name)
    case .beginTwin(let difference): self = .beginTwin(difference)
    case .compare(let branch): self = .beginTwinOnBranch(branch)
    case .endTwin(let keepsTwin): self = .endTwin(keepsTwin: keepsTwin)
    case .restart, .openLab, .visit, .comeBack, .playStory, .theme, .repaint, .quit: return nil
    }
  }
}
