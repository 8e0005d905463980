extension Report {
  /// One row per figure: meter, statistic, value.
  var csv: String {
    var lines = ["meter,statistic,value"]
    for meter in meters {
      for figure in meter.figures {
        lines.append(
          [meter.declaration.name, figure.statistic, figure.value.figure].map(Report.quoted).joined(
            separator: ","))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A field as RFC 4180 quotes it: in quotes where it holds a separator, a quote or a line break.
  package static func quoted(_ field: String) -> String {
    let isPlain = !field.unicodeScalars.contains { $0 == "," || $0 == "\"" || $0 == "\n" || $0 == "\r" }
    return isPlain
      ? field
      : "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }
}
