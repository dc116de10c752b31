import Basics
import Language
import Testing

/// What compares with what, and what is an error.
@Suite struct ComparisonTests {
  @Test(arguments: [
    // The fields of a file are text; those that look like numbers are numbers.
    ("\"99.50\" >= 100", "false"), ("\"100\" >= 100.00", "true"), ("\"100.00\" == 100", "true"),
    ("\"5.0\" in [5]", "true"), ("\"5.0\" == \"5\"", "true"), ("\"99\" < \"1000\"", "true"),
    ("\" 100 \" == 100", "true"), ("\"-0.5\" < \"0\"", "true"), ("\"1000\" < \"99a\"", ""),
    // Digits with a zero before them are an identifier, and a number where one is wanted.
    ("\"099\" == \"99\"", "false"), ("\"0571\" < \"571\"", "true"), ("\"099\" == 99", "true"),
    ("\"057125550005\" in [13300000001]", "false"),
    // More digits than a number can have, such as those of a card.
    ("\"89860313000000000171\" == \"89860313000000000171\"", "true"),
    ("\"89860313000000000171\" == \"89860313000000000172\"", "false"),
    ("\"89860313000000000171\" > \"9\"", "true"), ("\"89860313000000000171\" > 9", ""),
    // Dates.
    ("\"2016-02-01\" < \"2016-02-10\"", "true"), ("\"2016-02-01\" >= 2016-02", "true"),
    ("\"2016-02-01 09:00\" > 2016-02-01", "true"), ("2016-02-30 == 1", "check"),
    ("\"2016-02-30\" < 2016-03-01", ""), ("\"2016-02-30\" == \"2016-03-01\"", ""),
    ("\"1234-56\" == \"1234-57\"", "false"), ("\"soon\" < 2016-03-01", ""),
    // No value.
    ("null == \"\"", "false"), ("\"\" < 5", "false"), ("\"\" == 5", "false"), ("\"\" != 5", "true"),
    ("null >= 5", "false"), ("null != 5", "true"),
    // What is not alike.
    ("\"n/a\" == 100", ""), ("\"n/a\" != 100", ""), ("\"n/a\" in [1, 2]", ""),
    ("\"n/a\" in [1, \"x\"]", "false"), ("true == 1", ""), ("[1] == 1", ""), ("48h == 2", ""),
    ("\"yes\" == true", ""), ("\"true\" == true", "true"), ("\"48h\" == 2d", "true"),
    ("2016-02 == 3", ""), ("\"5\" < \"abc\"", ""), ("\"5\" == \"abc\"", "false"),
    ("\"2016-02-01\" < \"5\"", ""),
  ])
  func `a comparison holds, does not, or is an error`(source: String, result: String) {
    let run = ToyRun()
    let code = run.run("print (\(source))")
    switch result {
    case "": #expect(code == 3 && run.output.results.isEmpty, "\(source): \(run.output.results)")
    case "check": #expect(code == 2, "\(source): \(run.output.results)")
    default: #expect(run.output.results == result + "\n", "\(source): \(run.output.remarks)")
    }
  }

  @Test func `an error names both kinds and both values`() {
    let run = ToyRun()
    #expect(run.run("print (\"n/a\" >= 100)") == 3)
    #expect(
      run.output.remarks.hasPrefix(
        "test.desk:1:14: text `n/a` cannot be compared with whole number `100` [compare.kinds]\n"),
      "\(run.output.remarks)")
  }

  private static let list = "number,amount\n13300000004,99.50\n13300000005,n/a\n13300000011,100\n"

  @Test func `a cell that is no number is in error, and keeps no other row from its fate`() {
    let folder = Folder()
    let file = folder.write("a.csv", Self.list)
    for steps in [
      "where amount >= 100 | restore phone",
      "where number > 5 | where amount >= 100 | restore phone",
      "first 3 | where amount >= 100 | restore phone",
    ] {
      let run = ToyRun()
      #expect(run.run("open \"\(file)\" | \(steps) | select number outcome rules") == 4)
      #expect(
        run.output.results == """
          number\toutcome\trules
          13300000005\terror\tcompare.kinds
          13300000011\tdone\t

          """, "\(run.output.remarks)")
    }
  }

  @Test func `where nothing tells what became of each row, such a cell ends the pipeline`() {
    let folder = Folder()
    let file = folder.write("a.csv", Self.list)
    for steps in ["where amount >= 100 | count", "where amount in [100] | select number"] {
      let run = ToyRun()
      #expect(run.run("open \"\(file)\" | \(steps)") == 3)
      #expect(run.output.remarks.contains("[compare.kinds]"))
      #expect(run.output.results.isEmpty)
    }
  }

  @Test(arguments: [
    ("99,1000,250", "amount", "99 250 1000", ""),
    ("99.5,,1000,-3", "amount", "\"\" -3 99.5 1000", ""),
    ("2016-02-01,2015-12-31,2016-01-15", "amount", "2015-12-31 2016-01-15 2016-02-01", ""),
    ("b,a,10,9", "amount", "10 9 a b", "amount is sorted as text: it holds `b` and `10`\n"),
    ("57,0571,6", "amount", "0571 57 6", "amount is sorted as text: it holds `57` and `0571`\n"),
    ("b,c,a", "amount", "a b c", ""),
    (
      "10,2016-02-01", "amount", "10 2016-02-01",
      "amount is sorted as text: it holds `10` and `2016-02-01`\n"
    ),
    ("9,10,100", "amount --descending", "100 10 9", ""),
    ("100.00,100,99", "amount", "99 100.00 100", ""),
  ])
  func `a column is sorted as what all its values are`(
    values: String, sort: String, order: String, remark: String
  ) {
    let folder = Folder()
    let cells = values.split(separator: ",", omittingEmptySubsequences: false)
    let text = cells.map { "\($0.isEmpty ? "\"\"" : $0)\n" }.joined()
    let file = folder.write("s.csv", "amount\n" + text)
    let run = ToyRun()
    #expect(run.run("open \"\(file)\" | sort \(sort)") == 0)
    let shown = run.output.results.split(separator: "\n").dropFirst().joined(separator: " ")
    #expect(shown == order)
    #expect(run.output.remarks == remark)
  }

  @Test(arguments: [
    ("[5, 5.0, \"5\", \"5.00\", 6] | distinct | count", "2"),
    ("[\"099\", \"99\"] | distinct | count", "2"),
    ("[100, \"100.00\", \"abc\"] | count value | count", "2"),
    ("[2016-02-01, \"2016-02-01T00:00\"] | group value | count", "1"),
    ("[\"1\", \"2.50\", \"\"] | sum value", "3.5"),
  ])
  func `what is equal is one to distinct, count, group and sum`(source: String, result: String) {
    let run = ToyRun()
    #expect(run.run(source) == 0, "\(run.output.remarks)")
    #expect(run.output.results == result + "\n")
  }

  // MARK: Any values

  /// Values of all kinds that may stand in a file or a script.
  private static func value(_ dice: inout any RandomNumberGenerator) -> Value {
    let number = Int64.random(in: -3...12, using: &dice)
    switch Int.random(in: 0..<12, using: &dice) {
    case 0: return .integer(number)
    case 1: return .text("\(number)")
    case 2: return .text("\(number).0")
    case 3: return .text("\(number).5")
    case 4: return .money(Money(fen: number * 50))
    case 5: return (try? Decimal(mantissa: number * 5, scale: 1)).map(Value.decimal) ?? .null
    case 6: return .text("0\(abs(number))")
    case 7: return .text("8986031300000000017\(abs(number))")
    case 8: return .text("2016-02-0\(abs(number) % 9 + 1)")
    case 9: return (try? Day(parsing: "2016-02-0\(abs(number) % 9 + 1)")).map(Value.day) ?? .null
    case 10: return .text(["a", "b", "", "n/a"][Int(abs(number)) % 4])
    default: return .null
    }
  }

  private static func order(_ left: Value, _ right: Value) -> Int? {
    (try? Comparison.order(left, right)) ?? nil
  }

  @Test func `whatever is compared, one way round says what the other does`() {
    var dice: any RandomNumberGenerator = SystemRandomNumberGenerator()
    for _ in 0..<20_000 {
      let (left, right) = (Self.value(&dice), Self.value(&dice))
      let order = Self.order(left, right)
      #expect(order == Self.order(right, left).map { -$0 }, "\(left) and \(right)")
      let isEqual = try? Comparison.equal(left, right)
      #expect(isEqual == (try? Comparison.equal(right, left)), "\(left) and \(right)")
      if let order { #expect(isEqual == (order == 0), "\(left) and \(right)") }
    }
  }

  @Test func `what is below a second, which is below a third, is below the third`() {
    var dice: any RandomNumberGenerator = SystemRandomNumberGenerator()
    var chains = 0
    for _ in 0..<60_000 {
      let values = [Self.value(&dice), Self.value(&dice), Self.value(&dice)]
      // Text beside text, and numbers and dates beside one another, are each in one order.
      let areTexts = values.allSatisfy { if case .text = $0 { true } else { false } }
      let areOthers = values.allSatisfy { if case .text = $0 { false } else { true } }
      guard areTexts || areOthers else { continue }
      guard let first = Self.order(values[0], values[1]), first <= 0,
        let second = Self.order(values[1], values[2]), second <= 0
      else { continue }
      // What is not alike is an error, never an order.
      guard let both = Self.order(values[0], values[2]) else { continue }
      chains += 1
      #expect(both <= 0, "\(values)")
      if first < 0 || second < 0 { #expect(both < 0, "\(values)") }
    }
    #expect(chains > 100)
  }
}

/// Punctuation as Chinese input methods write it.
@Suite struct FullWidthTests {
  @Test(arguments: [
    ("[1，2， 3] | count", "3\n"),
    ("lines | where stars ＞＝ 6 | count", "4\n"), ("lines | where stars ＜ 1 | count", "4\n"),
    ("lines | where state ＝＝ active | count", "10\n"),
    ("lines | where state ！＝ active | count", "20\n"),
    ("lines | where stars >＝ 6 | count", "4\n"), ("lines | where stars ＜= 0 | count", "4\n"),
    ("lines | where state in [active，\"x\"] | count", "10\n"),
    ("lines | first 1 | select number，stars | count", "1\n"),
    ("lines | where state == “active” | count", "10\n"),
    ("print “a b”", "a b\n"), ("print ‘a b’", "a b\n"), ("print ＂a b＂", "a b\n"),
    ("print “a”b", "“a”b\n"), ("print 外出，卡丢", "外出，卡丢\n"), ("print '；'", "；\n"),
    ("line show number＝13300000001 | count", "1\n"),
    ("[{\"金额（元）\": 5}] | where 金额（元） ＞ 4 | count", "1\n"),
  ])
  func `what can have one meaning is read so`(source: String, result: String) {
    let run = ToyRun()
    #expect(run.run(source) == 0, "\(run.output.remarks)")
    #expect(run.output.results == result)
  }

  @Test(arguments: [
    ("line show 13300000001；line show 13300000002", "；", ";"),
    ("line show 13300000001｜count", "｜", "|"), ("lines ｜ count", "｜", "|"),
    ("let x = （line show 13300000001）", "（", "("), ("if（1 > 2）{ print x }", "（", "("),
    ("lines | where （stars > 5） | count", "（", "("), ("print a；print b", "；", ";"),
    ("restore phone 13300000001 credit＝“5", "“", "\""), ("lines | where stars ＝ 5", "＝", "="),
    ("line　show 13300000001", "　", "a space"), ("restore phone 13300000001 －－dry-run", "－", "-"),
    ("lines | select【number】", "【", "["),
  ])
  func `any other is an error that says what to type`(source: String, mark: String, plain: String) {
    let run = ToyRun()
    #expect(run.run(source) != 0, "\(run.output.results)")
    #expect(run.output.results.isEmpty)
    #expect(run.output.remarks.contains("`\(mark)`"), "\(run.output.remarks)")
    let typed = plain == "a space" ? plain : "`\(plain)`"
    #expect(run.output.remarks.contains("type \(typed)"), "\(run.output.remarks)")
  }
}
