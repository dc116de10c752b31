import Basics
import Desk
import Language
import Storage
import Vocabulary

/// Lists of payments in CSV, TSV and JSON Lines through `open | pay`, beside a plain reader that was
/// written for the test: the same rows are done, and the same are in error.
///
/// The first byte chooses the format. Nothing of what is paid is kept.
final class ListTarget: FuzzTarget {
  private let folder: String
  private let session: StoreSession
  private let table: CommandTable
  private static let wallClock = Instant(seconds: 1_455_066_000)
  private static let numbers = ["13800000001", "13800000002", "13800000003"]

  /// Makes a store of three customers, each with an account and a line.
  init(folder: String) throws(DeskError) {
    self.folder = folder
    let store = try Store.open(
      folder + "/store", access: .create, wallClock: { Self.wallClock })
    _ = try store.loadSnapshot(
      .bytes(Array(Self.snapshot.utf8), name: "lists"), replacing: true, .never, operator: "fuzz")
    var options = Options()
    options.isDryRun = true
    session = StoreSession(
      path: folder + "/store", policy: CommitPolicy(options), operatorName: "fuzz",
      writerWait: { .never }, seconds: { 0 }, wallClock: { Self.wallClock })
    table = Vocabulary.table()
  }

  private static var snapshot: String {
    var text = #"{"type":"header","format":"stardesk","version":1,"#
    text += #""clock":"2016-02-10T09:00:00+08:00","test":true}"# + "\n"
    for (index, number) in numbers.enumerated() {
      let id = index + 1
      text += #"{"type":"customer","id":"C\#(id)","kind":"individual","name":"客户\#(id)","#
      text += #""segment":"public","joined":"2009-03-18","province":"GD"}"# + "\n"
      text += #"{"type":"account","id":"A\#(id)","customer":"C\#(id)","mode":"postpaid","#
      text += #""regime":"credit-control","collection":"self"}"# + "\n"
      text += #"{"type":"line","number":"\#(number)","kind":"mobile","customer":"C\#(id)","#
      text += #""account":"A\#(id)","activated":"2009-03-18","plan":"4g-169","#
      text += #""province":"GD","internationalCall":false,"roaming":"none"}"# + "\n"
    }
    return text
  }

  var seeds: [[UInt8]] {
    let csv = [
      "number,amount\n13800000001,1\n13800000002,2.50\n13900000000,3\n",
      "number,amount,note\r\n13800000001,1,\"a,\"\"b\"\"\nc\"\r\n13800000002,x,\r\n\u{1A}",
      "\u{FEFF}amount,number\n1,13800000003\n1\n1,2,3\n,\n0,13800000001\n",
      "sep=;\nnumber;amount\n13800000001;1\n", "number|amount\n13800000001|1\n \n",
      "number,amount\n13800000001,\"1\n13800000002,1\n\"13800000003\",1\n\u{FEFF}A1,1\n",
      "number,amount\n\"13800000001\"x,1\n13800000002,1\n", "number,number\n1,2\n",
    ].map { [0] + Array($0.utf8) }
    let tsv = [
      "number\tamount\n13800000001\t1\t\n13800000002\t 2 \n", "number;amount\nC1;1\n\t\nA2;1\n",
    ].map { [1] + Array($0.utf8) }
    let json = [
      #"{"number":"13800000001","amount":"1"}"# + "\n" + #"{"number":13800000002,"amount":2.5}"#,
      #"{"number":"A3","amount":1,"amount":2}"# + "\r\n\r\n" + #"{"amount":1}"# + "\n{bad\n[]\n",
      #"{"number":13800000001,"iccid":89860316000000030229,"x":{"y":[1e3,null]},"amount":"1"}"#,
      #"{"n\u0075mber":"138\u00300000001","amount":"1"}"# + "\n\u{FEFF}{}\n\u{1A}",
    ].map { [2] + Array($0.utf8) }
    let odd: [[UInt8]] = [
      [0] + Array("number,amount\n138".utf8) + [0xD6, 0xD0] + Array(",1\n13800000001,1\n".utf8),
      [2] + Array(#"{"number":"13800000001","amount":"1","n":""#.utf8) + [0xFF]
        + Array("\"}\n{\"number\":\"C1\",\"amount\":1}".utf8),
    ]
    return csv + tsv + json + odd
  }

  var words: [String] {
    Self.numbers + [
      "number", "amount", "C1", "A2", ",", "\t", ";", "\"", "\"\"", "\n", "\r\n", "\r", "\u{FEFF}",
      "\u{1A}", "sep=,", "sep=;", " ", "1.00", "+86", "{", "}", "\"number\":", "\"amount\":",
      "null",
      "\\u0031", "\\\"", "[", "]", ":", "true", "-1", "1e5",
    ]
  }

  func attempt(_ bytes: [UInt8]) {
    guard let first = bytes.first else { return }
    let ending = ["csv", "tsv", "jsonl"][Int(first % 3)]
    let text = Array(bytes.dropFirst())
    guard let expected = PlainList(text, isTSV: first % 3 == 1, isJSON: first % 3 == 2) else {
      return
    }
    let path = folder + "/list." + ending
    Files.write(text, to: path)
    let (code, found) = run("open \"\(path)\" | pay | select outcome")
    guard let rows = expected.rows else {
      return demand(code == 3, "a file that is wrong as a whole is an error: \(code) \(found)")
    }
    demand(found.count == rows.count, "\(rows.count) rows, not \(found.count): \(found)")
    for (index, row) in rows.enumerated() {
      guard let isDone = row else { continue }
      let outcome = isDone ? "done" : "error"
      demand(found[index] == outcome, "row \(index + 1) is \(outcome), not \(found[index])")
    }
  }

  /// Runs a pipeline of one column.
  ///
  /// - Returns: the exit code, and the values of the column.
  private func run(_ source: String) -> (Int32, [String]) {
    var options = Options()
    options.isDryRun = true
    options.isConsented = true
    options.format = .tsv
    let caught = Caught()
    let runner = ScriptRunner(table, session: session, output: caught, options: options)
    let code = runner.run(SourceText(name: "fuzz", source))
    let lines = String(decoding: caught.bytes, as: UTF8.self).split(separator: "\n")
    return (code, lines.dropFirst().map(String.init))
  }
}

/// Takes what is put out.
private final class Caught: Output {
  var bytes: [UInt8] = []
  func write(_ bytes: [UInt8]) throws(LanguageError) { self.bytes += bytes }
  func remark(_ text: String) {}
}
