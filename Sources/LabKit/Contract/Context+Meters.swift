import Engine

extension Context {
  /// Where a member of a family of meters is; traps in debug builds when the label is another family's.
  @inlinable @inline(__always) func position<M: Label>(_ meter: L.Meter, _ member: M) -> Int {
    assert(plan.hasMeter(meter, labelled: M.self), "\(meter) is not measured by \(M.self)")
    return bases[meter.rawValue] &+ member.rawValue
  }

  /// Where a single meter is; traps in debug builds for a family.
  @inlinable @inline(__always) func position(_ meter: L.Meter) -> Int {
    assert(plan.isSingle(meter), "\(meter) is a family: say of which member")
    return bases[meter.rawValue]
  }

  /// Counts something.
  @inlinable public mutating func count(_ meter: L.Meter, _ amount: Int = 1) {
    readings.add(position(meter), UInt64(truncatingIfNeeded: amount))
  }

  /// Counts something of a member.
  @inlinable public mutating func count(_ meter: L.Meter, _ member: some Label, _ amount: Int = 1) {
    readings.add(position(meter, member), UInt64(truncatingIfNeeded: amount))
  }

  /// Counts something of the member at a position, as in a family that a file lists.
  @inlinable public mutating func count(_ meter: L.Meter, at member: Int, _ amount: Int = 1) {
    readings.add(bases[meter.rawValue] &+ member, UInt64(truncatingIfNeeded: amount))
  }

  /// Sets a level.
  @inlinable public mutating func set(_ meter: L.Meter, _ level: Double) {
    readings.set(position(meter), level, at: clock)
  }

  /// Sets the level of a member.
  @inlinable public mutating func set(_ meter: L.Meter, _ member: some Label, _ level: Double) {
    readings.set(position(meter, member), level, at: clock)
  }

  /// Sets the level of the member at a position.
  @inlinable public mutating func set(_ meter: L.Meter, at member: Int, _ level: Double) {
    readings.set(bases[meter.rawValue] &+ member, level, at: clock)
  }

  /// Records how long something took.
  @inlinable public mutating func record(_ meter: L.Meter, _ interval: Interval) {
    readings.record(position(meter), interval)
  }

  /// Records how long something of a member took.
  @inlinable public mutating func record(_ meter: L.Meter, _ member: some Label, _ interval: Interval) {
    readings.record(position(meter, member), interval)
  }

  /// Records how long something of the member at a position took.
  @inlinable public mutating func record(_ meter: L.Meter, at member: Int, _ interval: Interval) {
    readings.record(bases[meter.rawValue] &+ member, interval)
  }

  /// What a counter counted so far; of a family, all of it.
  @inlinable @inline(__always) public func total(_ meter: L.Meter) -> Int {
    var sum: UInt64 = 0
    for position in bases[meter.rawValue]..<bases[meter.rawValue &+ 1] { sum &+= readings[count: position] }
    return Int(truncatingIfNeeded: sum)
  }

  /// What a member of a family of counters counted so far.
  @inlinable @inline(__always) public func total(_ meter: L.Meter, _ member: some Label) -> Int {
    Int(truncatingIfNeeded: readings[count: position(meter, member)])
  }

  /// What the member at a position counted so far.
  @inlinable @inline(__always) public func total(_ meter: L.Meter, at member: Int) -> Int {
    Int(truncatingIfNeeded: readings[count: bases[meter.rawValue] &+ member])
  }

  /// The level of a gauge now.
  public func level(_ meter: L.Meter) -> Double { readings[gauge: bases[meter.rawValue]].last }

  /// What a counter, all of a family, or the member of it at a position, counted during the last seconds of samples, or
  /// what there is of them.
  @inlinable public func recent(_ meter: L.Meter, member: Int? = nil, overSeconds seconds: Double) -> Double {
    Readings<L>(meter: meter, member: member).columns(bases).reduce(0) { sum, column in
      let rise = samples.rise(column, overRows: Int((seconds / L.samplePeriod.seconds).rounded()))
      return sum + (rise?.amount ?? 0)
    }
  }
}

extension Plan {
  @usableFromInline func hasMeter<M: Label>(_ meter: L.Meter, labelled: M.Type) -> Bool {
    meterFamilies[meter.rawValue].type == ObjectIdentifier(M.self)
  }

  @usableFromInline func isSingle(_ meter: L.Meter) -> Bool { meterFamilies[meter.rawValue].labels.isEmpty }
}
