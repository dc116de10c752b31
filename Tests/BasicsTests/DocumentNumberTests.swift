import Testing

@testable import Basics

@Suite struct DocumentNumberTests {
  /// Numbers of every kind as they are typed, alone and within lines.
  @Test(arguments: [
    "customer show 330106195710012106", "customer find 33010820150107601X",
    "customer find \"330106 19571001 2106\"", "customer show 330106-19571001-2106",
    "customer show ３３０１０６１９５７１００１２１０６", "customer show 330106 19571001 2106",
    "customer show 3301\u{200B}06195710012106", "print $(customer show '33010619571001210x').id",
    "customer show 330106571001210", "customer show 3301060004471074",
    "customer show \"3301 0600 0447 1074\"", "customer show 3301-0600-0447-1074",
    "points show SE84216790", "customer show se84216790", "customer show G12345678",
    "snapshot save x.jsonl customer=G12345678", "customer show \"G 1234 5678\"",
    "customer show SE-84216790", "customer show \"SE84 216790\"", "order list ＳＥ８４２１６７９０",
    "customer show H10457720", "customer show H1045772001", "customer show \"H 10000001\"",
    "customer show T08821073", "let x = \"EA1234567\"",
    "pay 13300000001 reason=\"passport EA1234567\"",
    "customer show 浙警19820072", "customer show 南字第2009071号", "customer show \"南字第 2009071 号\"",
    "reason=军官证：2009071", "customer show 12330108MB0X1031", "customer find 330100000105858",
    "customer find 91330106MA27XY8T1X", "customer show 91330106ma27xy8t1x",
  ])
  func `a line with a document number is known`(line: String) {
    #expect(!DocumentNumber.ranges(in: line, .possible).isEmpty)
  }

  /// What is next to documents in lines: their neighbours by length and look.
  @Test(arguments: [
    "restore phone 13300000001", "line show +86 133-0000-0001", "line show 0086 13300000001",
    "line show 0571-85550004", "line show 057185550004", "line show kd0571000001",
    "line show 133 0000 0001 ", "line show \"(0571) 8555 0004\"", "line show 8613300000001",
    "card replace 13300000001 iccid=8986031300000000017",
    "card replace 13300000001 iccid=\"8986 0313 0000 0000 017\"", "card show 89860313000000000171",
    "order show O33", "order show O999999999999", "undo O12345678", "account show A20261234",
    "customer show C1001", "pay 13300000001 amount=1234567.00",
    "pay 13300000001 12345678901234567.00",
    "clock set 2016-02-10T09:00", "print 2016-02-10 2016-03-10", "star explain C1001 month=2016-02",
    "orders | where at >= 2016-01-01 and at < 2016-02-01",
    "open \"lines20160210.csv\" | restore phone",
    "open \"/data/T20160210.csv\"", "restore phone 13300000001 ticket=GD20160210",
    "restore phone 13300000001 ticket=\"T-20160210\" key=AB12345678",
    "points grant 13300000001 amount=1000",
    "customer find 王小明", "customers | where stars >= 5 | count", "print 1 2 3 4 5 6 7 8 9",
    "restore phone 13300000001 reason=\"欠费13800000001\"",
    "for i in [100000, 200000, 300000] { print $i }",
    "restore phone 13300000001 13300000002", "11010119900307001", "1101011990030700111",
    "key=550e8400-e29b-41d4-a716-446655440000", "print 4611686018427387904",
  ])
  func `numbers of lines, cards and orders, amounts and dates are none`(line: String) {
    let found = DocumentNumber.ranges(in: line, .possible).map { String(line[$0]) }
    #expect(found.isEmpty, "\(found)")
  }

  @Test(arguments: [
    ("no customer is named G12345678", "no customer is named G1*****78"),
    ("found 330106195710012106, expected", "found 3301**********2106, expected"),
    ("证件330106195710012106。", "证件3301**********2106。"), ("浙警19820072 x", "浙警19****72 x"),
    ("there is no line 13399999999", "there is no line 13399999999"),
    ("999999999999999999 is too large", "999999999999999999 is too large"),
    ("no order O12345678", "no order O12345678"), ("a T-20160210", "a T-20160210"),
    ("SE84216790 and SE84216791", "SE******90 and SE******91"), ("", ""),
  ])
  func `in messages the middle of a document number is masked`(text: String, shown: String) {
    #expect(DocumentNumber.masked(in: text) == shown)
    #expect(DocumentNumber.masked(in: text).count == text.count)
  }

  @Test(
    arguments: [
      ("13300000001", .number), ("+86 133-0000-0001", .number), ("057185550004", .number),
      ("kd0571000001", .number), ("１３３０００００００１", .number), ("8986031300000000017", .card),
      ("C1001", .identifier), ("O999999999999", .identifier), ("K12", .identifier),
      ("SE84216790", .document), ("330106 19571001 2106", .document), ("南字第2009071号", .document),
      ("85550004", .document), ("12330108MB0X1031", .document), ("王小明", .name),
      ("Cee (D) Ltd", .name), ("", .name),
    ] as [(String, DocumentNumber.Shape)])
  func `what a word looks like that names a customer`(word: String, shape: DocumentNumber.Shape) {
    #expect(DocumentNumber.shape(of: word) == shape)
  }
}
