import Classroom
import FoundationEssentials
import LabKit
import Labs

extension Session {
  /// The session in a file.
  static func read(_ path: String) throws(BadInput) -> (session: Session, length: Int) {
    let bytes: Data
    do { bytes = try Data(contentsOf: URL(filePath: path)) } catch {
      throw BadInput("\(path.printable): cannot be read; is it a file, and may you read it?")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw BadInput("\(path.printable): this is no text, so it is no session of Squall")
    }
    let session = try Session(text: text, file: path) { name throws(BadInput) in try Catalogue.all.named(name)
    }
    let length = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return (session, length)
  }

  /// Everything done again, with a line of progress for who waits.
  func replayedWithProgress() -> Replay {
    let line = ProgressLine()
    let replay = replayed { line.show("\(lab.id): going through it, \(Int($0.seconds)) s") }
    line.erase()
    return replay
  }
}
