import Basics
import Language
import Testing

@Suite struct RunTests {
  @Test func `a plain command is durable before its result is put out`() {
    let run = ToyRun()
    run.output.onWrite = { #expect(run.toy.log.last == "commit") }
    #expect(run.run("restore phone 13300000004 credit=30") == 0)
    #expect(run.toy.durable["13300000004"]?.state == "restored")
    #expect(run.output.results.hasPrefix("order\toutcome\treasons\tcredit\tat\tuntil\nO1\tdone"))
    #expect(run.output.results.contains("\t30.00\t2016-02-10T00:00:00+08:00\t\n"))
  }

  @Test func `a pipeline filters, selects and sorts`() {
    let run = ToyRun(Toy(8))
    let source = """
      lines | where state == one-way and stars >= 2 and balance < -3.00 |
        sort stars --descending | select number stars twice=($it.stars * 2)
      """
    #expect(run.run(source) == 0)
    #expect(
      run.output.results == """
        number\tstars\ttwice
        13300000005\t5\t10
        13300000004\t4\t8

        """)
  }

  @Test func `rows are carried out in customer order and put out in the given order`() {
    let run = ToyRun(Toy(8)) { $0.mode = .each }
    #expect(run.run("lines | where stars >= 3 | restore phone | select number outcome") == 4)
    #expect(run.toy.log == ["run 5", "run 6", "run 3", "run 4", "commit"])
    #expect(
      run.output.results == """
        number\toutcome
        13300000003\trefused
        13300000004\tdone
        13300000005\tdone
        13300000006\trefused

        """)
    #expect(
      run.output.remarks == "restore phone: 2 done, 2 refused (BEN-10.state 2)\n")
  }
}
