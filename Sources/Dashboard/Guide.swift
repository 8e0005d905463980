import Grid
import LabKit

/// What to try in the first minute, one step at a time: it moves on as it is done, and goes when it was followed or when
/// somebody does something else.
struct Guide: Hashable, Sendable {
  /// The position of the step among the lab's, and how many keys were pressed that it did not ask for.
  var step = 0, otherKeys = 0

  /// After so many of them somebody has found their own way.
  static let patience = 10
}

extension DashboardState {
  /// Begins to say what to try, in a lab that has something.
  public mutating func beginGuide() { guide = entry.firstSteps.isEmpty ? nil : Guide() }

  private var firstStep: FirstStepDeclaration? { guide.map { entry.firstSteps[$0.step] } }

  /// The keys that the step needs now, in their order: what lies over the panels is closed first.
  var guideKeys: [DashboardKey] {
    guard let step = firstStep else { return [] }
    let keys: [DashboardKey] =
      switch step.deed {
      // The first knob: who has gone on to another one goes back to it first.
      case .turnUp: Array(repeating: .up, count: focusedKnob) + [.character("L")]
      case .inject(let action): [.character(entry.actions[action].declaration.key)]
      case .askWhy: [.character("y")]
      case .beginTwin: if case .menu(.twin, _, _) = overlay { [.enter] } else { [.character("t"), .enter] }
      }
    if case .menu(.twin, _, _) = overlay { return keys }
    return overlay == .none ? keys : [.escape] + keys
  }

  /// The knob in which the twin differs that is proposed; nil while none is.
  var proposedSwitch: Int? { if case .beginTwin(let knob)? = firstStep?.deed { knob } else { nil } }

  /// Counts what somebody does of their own.
  mutating func followGuide(_ key: DashboardKey) {
    guard guide != nil, !guideKeys.contains(key) else { return }
    guide!.otherKeys += 1
    if guide!.otherKeys >= Guide.patience { guide = nil }
  }

  /// Moves on to the first step that is not done.
  mutating func advanceGuide() {
    while let place = guide, isDone(entry.firstSteps[place.step].deed, place.step) {
      guide = place.step + 1 < entry.firstSteps.count ? Guide(step: place.step + 1) : nil
    }
  }

  private func isDone(_ deed: FirstStepDeclaration.Deed, _ step: Int) -> Bool {
    switch deed {
    case .turnUp, .inject: return snapshot?.hasDone(firstStep: step) == true
    case .askWhy:
      guard case .notes(let place) = overlay else { return false }
      return place.chainLine != nil
    case .beginTwin: return twinReadings?.ranked.isEmpty == false
    }
  }
}

/// The step in one row.
///
///     try 2/4  Press p: payment goes down, and its breaker opens.
struct GuideLine {
  private let spans: [Span]

  /// Nil while there is nothing to say.
  init?(_ state: DashboardState) {
    guard let place = state.guide else { return nil }
    let steps = state.entry.firstSteps
    let keys = state.guideKeys.map(\.name).joined(separator: ", then ")
    spans = [
      Span("try \(place.step + 1)/\(steps.count)  ", .focus, .bold), Span("Press \(keys): ", .focus, .bold),
      Span(steps[place.step].sentence.printable),
    ]
  }

  /// Draws it in the first row.
  func draw(on canvas: inout Canvas) { canvas.write(spans, column: 0, row: 0) }
}
