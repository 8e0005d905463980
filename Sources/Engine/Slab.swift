/// Things that come and go, each known by a small number that is given out again once it is free.
///
/// Event payloads stay small that way: an event names its order by slot. Which slot a newcomer gets depends
/// only on the order of insertions and removals.
public struct Slab<Element: Sendable>: Sendable {
  @usableFromInline var elements: ContiguousArray<Element> = []
  @usableFromInline var free: ContiguousArray<UInt32> = []

  /// An empty slab.
  @inlinable
  public init() {}

  /// How many there are.
  @inlinable public var count: Int { elements.count - free.count }
  /// Slots ever used at once; every slot is below it.
  @inlinable public var slots: Int { elements.count }

  /// Takes in an element and gives its slot. Complexity: O(1).
  @inlinable
  public mutating func insert(_ element: Element) -> UInt32 {
    if let slot = free.popLast() {
      elements[Int(slot)] = element
      return slot
    }
    elements.append(element)
    return UInt32(elements.count - 1)
  }

  /// Gives a slot free; its element stays readable until the slot is used again, so each element should say
  /// whether it lives.
  @inlinable
  public mutating func remove(_ slot: UInt32) { free.append(slot) }

  /// The element in a slot.
  @inlinable
  public subscript(slot: UInt32) -> Element {
    _read { yield elements[Int(slot)] }
    _modify { yield &elements[Int(slot)] }
  }
}
