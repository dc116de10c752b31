import Glibc
import TestSupport
import Testing

/// Every file of Transcripts is run again and must come out as it stands.
///
/// `STARDESK_RECORD=1 swift test --filter TranscriptTests` rewrites them; what it writes is to be
/// read against the rules before it is kept.
@Suite struct TranscriptTests {
  private static let folder = Repository.path + "/Tests/VocabularyTests/Transcripts"
  private static let names = FolderContents.names(in: folder).filter { $0.hasSuffix(".desk") }

  @Test(arguments: names)
  func `what is shown and done is what the transcript says`(_ name: String) throws {
    let path = Self.folder + "/" + name
    let transcript = Transcript(name: name, try TestFiles.read(path))
    let recorded = try transcript.recorded()
    guard let difference = transcript.difference(from: recorded) else { return }
    if getenv("STARDESK_RECORD") != nil { return try TestFiles.write(recorded, to: path) }
    Issue.record("\(difference)")
  }

  @Test func `there are transcripts`() {
    #expect(!Self.names.isEmpty)
  }
}
