/// What tells the members of a family apart: the classes of requests, the nodes, the pools.
public protocol Label: RawRepresentable<Int>, CaseIterable, Sendable {
  /// The name in outputs and on the command line.
  var name: String { get }
}

extension Label {
  /// The name of the case.
  public var name: String { "\(self)" }
}

/// One value for each label, in order.
public struct Each<L: Label, Value: Sendable>: Sendable {
  @usableFromInline var values: ContiguousArray<Value>

  /// The values, one for each label.
  public init(_ values: Value...) {
    precondition(values.count == L.allCases.count, "one value for each of the \(L.allCases.count) labels")
    self.values = ContiguousArray(values)
  }

  /// The values that a rule gives.
  public init(_ value: (L) throws -> Value) rethrows { values = ContiguousArray(try L.allCases.map(value)) }

  /// The same value for all.
  public init(repeating value: Value) { values = ContiguousArray(repeating: value, count: L.allCases.count) }

  /// The value of a label, in place.
  @inlinable public subscript(label: L) -> Value {
    _read { yield values[label.rawValue] }
    _modify { yield &values[label.rawValue] }
  }

  /// The labels with their values, in order.
  @inlinable public var pairs: [(label: L, value: Value)] { L.allCases.map { ($0, values[$0.rawValue]) } }
}

extension Each: Equatable where Value: Equatable {}
