/// The place of a thing in a slab: a small number that is given out again once it is free.
public typealias Slot = UInt32

/// Things that come and go, each known by its slot; the slab knows who lives.
///
/// Event payloads stay small that way: an event names its order by slot, and by a tag which of the orders that had the
/// slot one after the other. Which slot a newcomer gets depends only on the order of insertions and removals.
public struct Slab<Element: Sendable>: Sendable {
  @usableFromInline var elements: ContiguousArray<Element> = []
  /// How often each slot was given out or given back: odd while somebody lives there.
  @usableFromInline var turns: ContiguousArray<UInt32> = []
  @usableFromInline var free: ContiguousArray<Slot> = []

  /// As many as a packed event has numbers for.
  @inlinable public static var mostSlots: Int { 1 << 24 }

  /// An empty slab.
  @inlinable
  public init() {}

  /// How many there are.
  @inlinable public var count: Int { elements.count - free.count }
  /// Slots ever used at once; every slot is below it.
  @inlinable public var slots: Int { elements.count }

  /// Takes in an element and gives its slot; traps when `mostSlots` live at once. Complexity: O(1).
  @inlinable
  public mutating func insert(_ element: Element) -> Slot {
    if let slot = free.popLast() {
      elements[Int(slot)] = element
      turns[Int(slot)] &+= 1
      return slot
    }
    precondition(elements.count < Self.mostSlots, "a slab holds at most 2^24 elements")
    elements.append(element)
    turns.append(1)
    return Slot(elements.count - 1)
  }

  /// Gives a slot free; its element stays readable until the slot is used again.
  @inlinable
  public mutating func remove(_ slot: Slot) {
    assert(isAlive(slot), "nobody lives in slot \(slot)")
    turns[Int(slot)] &+= 1
    free.append(slot)
  }

  /// What tells who lives in a slot from those before; an event that is about it carries this.
  @inlinable
  public func tag(_ slot: Slot) -> UInt32 { turns[Int(slot)] }

  /// Whether who had this tag still lives in the slot.
  @inlinable
  public func holds(_ slot: Slot, _ tag: UInt32) -> Bool {
    Int(slot) < turns.count && turns[Int(slot)] == tag && tag & 1 == 1
  }

  /// Whether anybody lives in a slot.
  @inlinable
  public func isAlive(_ slot: Slot) -> Bool { Int(slot) < turns.count && turns[Int(slot)] & 1 == 1 }

  /// The slots in which somebody lives, in ascending order. Complexity: O(slots).
  public var alive: [Slot] { (0..<Slot(elements.count)).filter(isAlive) }

  /// The element in a slot.
  @inlinable
  public subscript(slot: Slot) -> Element {
    _read { yield elements[Int(slot)] }
    _modify { yield &elements[Int(slot)] }
  }
}
