import Basics
import Language
import Testing

/// That a source gives the same rows however little of them it reads.
@Suite struct SourceTests {
  /// Each beside the same over rows that were read whole before.
  private func expectSame(_ source: String, _ steps: String, _ desk: TestDesk) throws {
    let direct = desk.run("\(source) | \(steps)")
    let whole = desk.run("let all = (\(source)); $all | \(steps)")
    #expect(direct.printed == whole.printed, "\(source) | \(steps)")
    #expect(direct.code == whole.code, "\(source) | \(steps): \(direct.remarks)")
  }

  @Test(arguments: [
    "state in [one-way, two-way] and stars >= 5", "state == active", "state != active",
    "not (state == active) and kind == mobile", "restored", "not restored and stars < 3",
    "state =~ \"*-way\" and stars in [3, 5, 7]", "stars >= 5 or state == active",
    "stars + 1 > 5 and balance > 0", "balance < 0 and state == one-way",
    "stars >= \"x\"", "kind == broadband and 1 / (stars - 5) >= 0", "state > 3", "stars",
    "suspendedDays > 1 and state == two-way", "plan == \"x\" or stars == 4",
  ])
  func `conditions on lines hold for the same rows`(condition: String) throws {
    let desk = try TestDesk(loading: "demo")
    desk.options.format = .csv
    for steps in [
      "count", "select number", "select number name balance stars", "sort number | first 3",
      "first 2 | count", "where stars > 2 | count", "select all=$it.number it=$it | first 1",
      "sum stars", "count state", "distinct state | select state",
    ] {
      try expectSame("lines", "where \(condition) | \(steps)", desk)
    }
  }

  @Test func `customers of whom only identifiers are asked for are all there`() throws {
    let desk = try TestDesk(loading: "demo")
    desk.options.format = .csv
    for steps in [
      "count", "select id", "select id name", "select id | last 3", "where stars >= 5 | count",
      "where id =~ \"C1*\" | count", "sort id | select id", "each { star show $it.id }",
      "each { star explain $it.id } | where stars >= 5 | select customer", "sum stars",
    ] {
      try expectSame("customers", steps, desk)
    }
  }

  @Test func `of each that is one reading command the results go on, else the rows do`() throws {
    let desk = try TestDesk(loading: "demo")
    desk.options.format = .csv
    #expect(
      try desk.must("[\"a,b\", \"c\"] | each { split $it.value \",\" } | count") == "2\n")
    #expect(
      try desk.must("[1, 2] | each { print $it.value } | count") == "1\n2\n2\n")
    let explained = try desk.must(
      "customers | where stars >= 6 | each { star explain $it.id } | select customer graded")
    #expect(explained.hasPrefix("customer,graded\nC"))
  }

  @Test(arguments: [
    "line show", "can", "star explain", "account show account=$it.account", "benefit wall",
    "customer show",
  ])
  func `many rows are looked up as few are, in their order`(command: String) throws {
    let desk = try TestDesk(loading: "demo")
    desk.options.format = .csv
    let lines = try desk.must("lines | select number account").split(separator: "\n").dropFirst()
    let rows = (0..<1500).map { turn in
      if turn % 7 == 3 { return "1330009\(turn),A9" }
      return turn % 11 == 5 ? "-,-" : String(lines[1 + turn % lines.count])
    }
    func answered(_ rows: ArraySlice<String>) throws -> [Substring] {
      let text = "number,account\n" + rows.joined(separator: "\n") + "\n"
      try TestFiles.write(text, to: desk.folder + "/rows.csv")
      desk.options.format = .jsonl
      let run = desk.run("open \"\(desk.folder)/rows.csv\" | \(command)")
      return run.printed.split(separator: "\n")
    }
    let together = try answered(rows[...])
    var apart: [Substring] = []
    for first in stride(from: 0, to: rows.count, by: 50) {
      apart += try answered(rows[first..<first + 50])
    }
    #expect(together.count >= rows.count)
    #expect(together == apart)
  }

  @Test func `where something runs for the arguments, row runs after row`() throws {
    let desk = try TestDesk(loading: "demo")
    desk.options.mode = .each
    desk.options.isConsented = true
    desk.options.format = .csv
    let numbers = Array(repeating: "13300000001", count: 200).joined(separator: ", ")
    let run = desk.script(
      """
      def paid($number) {
        let done = (pay $number amount=1.00)
        return $number
      }
      let seen = ([\(numbers)] | account show account=(paid $it.value) | select arrears)
      print $seen[0].arrears
      print $seen[199].arrears
      """)
    #expect(run.code == 0, "\(run.remarks)")
    let arrears = try run.printed.split(separator: "\n").map { try Money(parsing: String($0)) }
    #expect(arrears.count == 2 && arrears[0] - arrears[1] == Money(fen: 19_900), "\(run.printed)")
  }

  @Test func `the first row in error ends each, however many are asked`() throws {
    let desk = try TestDesk(loading: "demo")
    let numbers = (0..<400).map { $0 == 250 || $0 == 251 ? "1339\($0)" : "13300000001" }
    let run = desk.run(
      "[\(numbers.joined(separator: ", "))] | each { line show $it.value } | count")
    #expect(run.code != 0)
    #expect(run.remarks.contains("1339250"), "\(run.remarks)")
    #expect(!run.remarks.contains("1339251"))
  }

  @Test func `what is looked up ahead is the same`() throws {
    let desk = try TestDesk(loading: "demo")
    desk.options.format = .csv
    let numbers = (0..<5000).map { $0 % 9 == 4 ? "1339\($0)" : "13300000001" }
    try TestFiles.write(
      "number\n" + numbers.joined(separator: "\n") + "\n", to: desk.folder + "/rows.csv")
    let rows = "open \"\(desk.folder)/rows.csv\""
    for steps in [
      "line show | where outcome == \"error\" | count",
      "where number =~ \"133000*\" | line show | count",
      "line show | select number | line show | where state == one-way | count",
    ] {
      let ahead = desk.run("\(rows) | \(steps)")
      let apart = desk.run("let all = (\(rows) | \(steps.dropLast(8))); print ($all | count)")
      #expect(ahead.printed == apart.printed, "\(steps)")
      #expect(ahead.printed != "0\n")
    }
    let saved = desk.run("\(rows) | line show | save \"\(desk.folder)/shown.csv\"")
    #expect(saved.remarks.contains("5000 rows"), "\(saved.remarks)")
    let shown = desk.run("\(rows) | line show")
    let file = try TestFiles.read(desk.folder + "/shown.csv")
    #expect(file == shown.printed)
  }

  @Test func `what is not committed yet is seen by every look`() throws {
    let desk = try TestDesk(loading: "demo")
    desk.options.format = .csv
    let numbers = Array(repeating: "13300000001", count: 600).joined(separator: ", ")
    let run = desk.script(
      """
      [\(numbers)] | line show number=$it.value | where restored | count
      transaction {
        restore phone 13300000001
        [\(numbers)] | line show number=$it.value | where restored | count
      }
      """)
    #expect(run.code == 0, "\(run.remarks)")
    #expect(run.printed.hasPrefix("0\n"))
    #expect(run.printed.hasSuffix("600\n"))
  }

  @Test func `what a row changes the next row sees`() throws {
    let desk = try TestDesk(loading: "demo")
    desk.options.mode = .each
    desk.options.format = .csv
    let run = desk.script(
      """
      [13300000001, 13300000001] | each {
        print (line show $it.value).restored
        try { restore phone $it.value } catch problem { print $problem.code }
        print (line show $it.value).restored
      } | count
      """)
    #expect(run.printed.contains("false\n"), "\(run.printed) \(run.remarks)")
    #expect(run.printed.hasPrefix("false\n"))
    #expect(run.printed.hasSuffix("true\n2\n"), "\(run.printed)")
  }
}
