import Language
import Testing

/// What a dry run leaves alone.
@Suite struct DryRunTests {
  @Test(arguments: ["snapshot load \"Snapshots/growth.jsonl\"", "store init --test"])
  func `what cannot be undone is not tried dry`(command: String) throws {
    let desk = try TestDesk(loading: "demo")
    let before = try desk.must("line show 13300000001")
    desk.options.isDryRun = true
    let run = desk.run(command)
    #expect(run.code == 3)
    #expect(run.remarks.contains("[command.not-dry]"))
    desk.options.isDryRun = false
    #expect(try desk.must("line show 13300000001") == before)
  }

  @Test(arguments: [Options.Mode.whole, .each, .statement])
  func `a clock moved dry stands where it stood`(mode: Options.Mode) throws {
    let desk = try TestDesk(loading: "demo")
    let before = try desk.must("clock show")
    desk.options.isDryRun = true
    desk.options.mode = mode
    #expect(desk.run("clock advance 48h").code == 0)
    desk.options.isDryRun = false
    desk.options.mode = .whole
    #expect(try desk.must("clock show") == before)
  }
}
