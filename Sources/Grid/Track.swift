/// Where the label, the track and the reading of a gauge or a slider stand in one row.
struct Track {
  /// The columns of the track itself.
  let columns: Range<Int>
  /// The width of the label before it.
  let labelWidth: Int
  /// The width of the reading after it.
  let readingWidth: Int

  /// Gives the track at least 4 columns: the label gives way first, then the reading.
  init(width: Int, label: Int, reading: Int) {
    let width = max(0, width)
    var label = label > 0 ? label + 1 : 0
    var reading = reading > 0 ? reading + 1 : 0
    if label + reading + 4 > width { label = max(0, min(label, width - reading - 4)) }
    if label == 1 { label = 0 }
    if label + reading + 4 > width { reading = 0 }
    labelWidth = max(0, label - 1)
    readingWidth = max(0, reading - 1)
    columns = label..<max(label, width - reading)
  }
}
