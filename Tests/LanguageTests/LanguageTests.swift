import Basics
import Language
import Testing

@Suite struct ValueTests {
  @Test func `a deferred value is made when a record gives it`() {
    final class Reasons: Deferred {
      func value() -> Value { .list([.text("BEN-10.star")]) }
    }
    let record = Record(Columns(["reasons"]), [.deferred(Reasons())])
    #expect(record["reasons"] == .list([.text("BEN-10.star")]))
    #expect(record["other"] == nil)
  }

  @Test func `a value is written as text and as compact JSON`() {
    let record = Record(["credit": .money(Money(fen: 10000)), "names": .list(["a\"b", 3, nil])])
    #expect(ValueText.text(.record(record)) == #"{"credit":"100.00","names":["a\"b",3,null]}"#)
    #expect(ValueText.text(.money(Money(fen: 5))) == "0.05")
    #expect(ValueText.text(.null) == "")
  }
}
