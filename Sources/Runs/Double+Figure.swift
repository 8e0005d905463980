extension Double {
  /// The number as outputs for programs write it: the fewest digits that read back as the same number, whole numbers
  /// without a point, and `null` for what is no number, as JSON has it.
  public var figure: String {
    guard isFinite else { return "null" }
    return self == rounded() && magnitude < 0x1p53 ? String(Int64(self)) : description
  }
}
