import Diagnostics

/// How a promise is broken, which is what the pattern is for: with the pattern switched off, under a fault.
public struct PatternOff<L: Lab>: Sendable {
  /// A knob with its value, both as on the command line.
  public typealias Setting = (key: String, value: String)
  let off: [Setting], on: [Setting], conditions: [Setting], action: L.Action?

  /// The same from lists, as of a lab that is made from a file; `on` are the settings of the pattern where it is off in the
  /// beginning.
  public init(off: [Setting], on: [Setting], action: L.Action?) {
    (self.off, self.on, conditions, self.action) = (off, on, [], action)
  }

  private init(_ off: KeyValuePairs<String, String>, _ conditions: KeyValuePairs<String, String>, _ action: L.Action?) {
    (self.off, on, self.conditions, self.action) = (off.map { $0 }, [], conditions.map { $0 }, action)
  }

  /// The knobs that switch the pattern off; what then happens: a fault, something that is done once, or nothing but an
  /// ordinary day; and `conditions` under which it shows soon, whether the pattern is on or off. Of a family of actions
  /// it is the first.
  public static func when(
    off: KeyValuePairs<String, String>, with conditions: KeyValuePairs<String, String> = [:],
    under action: L.Action? = nil
  ) -> PatternOff { PatternOff(off, conditions, action) }
}

/// How a promise is broken, as it is declared: knobs and the action by their positions.
public struct PromiseBreak: Sendable {
  /// The knobs that switch the pattern off, and to what; and those that only let it show soon.
  public let off: [(knob: Int, value: Double)], conditions: [(knob: Int, value: Double)]
  /// The knobs that switch it on, where the lab begins without it.
  public let on: [(knob: Int, value: Double)]
  /// The fault, or what is done once; nil when nothing has to happen.
  public let action: Int?
  /// What is no knob, or no value of it; `LabEntry.breaches` reports it.
  let complaints: [String]
}

extension PromiseBreak {
  /// Finds what it names.
  init<L: Lab>(_ off: PatternOff<L>, _ plan: Plan<L>) {
    let fields = plan.declaration.knobs.map(\.field)
    var complaints: [String] = []
    func found(_ settings: [PatternOff<L>.Setting]) -> [(knob: Int, value: Double)] {
      settings.compactMap { name, text in
        guard let knob = fields.firstIndex(where: { $0.key == name }) else {
          complaints.append("a promise names a knob '\(name.printable)' that the lab does not have")
          return nil
        }
        do throws(BadInput) { return (knob, try fields[knob].value(of: text)) } catch {
          complaints.append(error.description)
          return nil
        }
      }
    }
    let (on, conditions, action, off) = (found(off.on), found(off.conditions), off.action, found(off.off))
    self.init(
      off: off, conditions: conditions, on: on, action: action.map { plan.actionBases[$0.rawValue] },
      complaints: complaints)
  }
}

extension LabEntry {
  /// The settings with which a promise is broken, or the same with its pattern on.
  public func knobs(_ off: PromiseBreak, isOn: Bool = false) -> [Double] {
    (off.conditions + (isOn ? off.on : off.off)).reduce(into: defaults) { $0[$1.knob] = $1.value }
  }

  /// The knobs that would switch the pattern of a promise on again, with their values, where it is off.
  public func patternOn(
    _ promise: PromiseDeclaration, _ value: (_ knob: Int) -> Double
  ) -> [(knob: Int, value: Double)] {
    let on = promise.off?.on ?? []
    return (promise.off?.off ?? []).map { off in
      (off.knob, on.first { $0.knob == off.knob }?.value ?? defaults[off.knob])
    }.filter { value($0.knob) != $0.value }
  }

  /// How a promise is broken in words: "mode none under 'undo fails'".
  public func words(_ off: PromiseBreak) -> String {
    let settings = (off.off + off.conditions).map { "\(knobs[$0.knob].title) \(knobs[$0.knob].reading($0.value))" }
    guard let action = off.action.map({ actions[$0].declaration }) else { return settings.joined(separator: ", ") }
    return settings.joined(separator: ", ") + (action.kind == .fault ? " under '" : " after '") + action.title + "'"
  }
}
