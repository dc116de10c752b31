import Basics
import Desk
import Language
import Storage

extension Vocabulary {
  /// The store as a whole.
  static func storeCommands(_ keeper: Keeper) -> [Command] {
    [initStore(keeper)]
  }

  private static func initStore(_ keeper: Keeper) -> Command {
    Command(
      "store init", family: "store", Words("makes a store where there is none yet", "新建库"),
      help: Words(
        "In the folder that --store or STARDESK_STORE names. With --test a test store, whose clock "
          + "is moved by command and whose content may be replaced.",
        "在 --store 或 STARDESK_STORE 指定的目录。--test 建测试库：时钟由命令拨动，内容可替换。"),
      parameters: [.toggle("test", Words("a test store", "测试库"))],
      columns: ["path", "test"], right: .administrator,
      examples: [.init("store init --test", Words("a store to try things in", "新建测试库"))],
      action: .plain { (call) throws(LanguageError) in
        do throws(DeskError) {
          _ = try keeper.makeStore(isTest: call.flag("test"))
        } catch {
          throw LanguageError(error)
        }
        return Language.Outcome(
          .record(Row(["path": .text(keeper.path), "test": .boolean(call.flag("test"))])))
      })
  }
}
