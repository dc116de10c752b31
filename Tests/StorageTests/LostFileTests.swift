import Basics
import Glibc
import Testing

@testable import Storage

/// What becomes of the folder's files while a program works with them.
@Suite struct `Files that are lost under an open store` {
  /// Something that somebody does to the folder, and the code with which the store then stops.
  static let losses: [(String, String)] = [
    ("data.mdb removed", "store.replaced"), ("data.mdb replaced", "store.replaced"),
    ("data.mdb moved away and made again", "store.replaced"),
    ("data.mdb cut to nothing", "store.truncated"), ("data.mdb cut", "store.truncated"),
    ("lock.mdb removed", "store.replaced"), ("lock.mdb replaced", "store.replaced"),
    ("folder moved", "store.replaced"),
  ]

  private func lose(_ what: String, _ folder: Folder) {
    let copy = folder.path + "/copy"
    switch what {
    case "data.mdb removed": unlink(folder.data)
    case "data.mdb replaced":
      write(contents(folder.data), to: copy)
      rename(copy, folder.data)
    case "data.mdb moved away and made again":
      let whole = contents(folder.data)
      rename(folder.data, copy)
      write(whole, to: folder.data)
    case "data.mdb cut to nothing": truncate(folder.data, 0)
    case "data.mdb cut": truncate(folder.data, 16_384)
    case "lock.mdb removed": unlink(folder.store + "/lock.mdb")
    case "lock.mdb replaced":
      write([0], to: copy)
      rename(copy, folder.store + "/lock.mdb")
    case "writer.lock removed": unlink(folder.store + "/writer.lock")
    case "folder moved": rename(folder.store, copy)
    default: Issue.record("unknown: \(what)")
    }
  }

  @Test(arguments: losses)
  func `the next transaction stops with words, for reading and for writing`(
    _ loss: (what: String, code: String)
  ) throws {
    let folder = Folder()
    try folder.make(records: 300, size: 1000)
    let environment = try folder.open()
    lose(loss.what, folder)
    #expect(code { () throws(StorageError) in _ = try environment.read() } == loss.code)
    #expect(
      code { () throws(StorageError) in _ = try environment.write(wait: .never) } == loss.code)
  }

  @Test(arguments: losses + [("writer.lock removed", "store.replaced")])
  func `a transaction that is open is not committed out of sight`(
    _ loss: (what: String, code: String)
  ) throws {
    let folder = Folder()
    try folder.make(records: 300, size: 1000)
    let environment = try folder.open()
    let outcome = code { () throws(StorageError) in
      var transaction = try environment.write()
      try transaction.put(plain, key("a"), [1])
      lose(loss.what, folder)
      try transaction.commit()
    }
    #expect(outcome == loss.code)
  }

  @Test func `a lock file that was removed makes no two writers who do not see each other`() throws
  {
    let folder = Folder()
    try folder.make()
    let environment = try folder.open()
    _ = try environment.read().count(records)
    unlink(folder.store + "/lock.mdb")
    #expect(Peer("count", folder.store, "other").lines().last == "done")
    #expect(
      code { () throws(StorageError) in _ = try environment.write() } == "store.replaced")
    #expect(code { () throws(StorageError) in _ = try environment.read() } == "store.replaced")
    let check = Child.run(Peer.program, [Peer.program, "verify", folder.store], seconds: 20)
    #expect(check == .finished(0))
  }

  @Test func `an older data file under the lock file of a newer one is not written over`() throws {
    let folder = Folder()
    try folder.make()
    let older = contents(folder.data)
    #expect(Peer("count", folder.store).lines().last == "done")
    let peer = Peer("reading", folder.store)
    #expect(peer.line() == "reading")
    write(older, to: folder.path + "/older")
    rename(folder.path + "/older", folder.data)
    #expect(
      code { () throws(StorageError) in
        let environment = try folder.open(.readWrite)
        _ = try environment.write()
      } == "store.lock-stale")
    peer.kill()
    // Nobody holds the lock file any more, so it is made good on opening.
    #expect(code { () throws(StorageError) in _ = try folder.open(.readWrite).write() } == "fine")
  }

  @Test func `who waits for a lock file that is removed meanwhile takes the new one`() throws {
    let folder = Folder()
    try folder.make()
    let first = Peer("hold", folder.store, "first")
    #expect(first.line() == "holding")
    let waiting = Peer("hold", folder.store, "waiting")
    usleep(100_000)
    unlink(folder.store + "/writer.lock")
    first.proceed()
    #expect(waiting.line() == "holding")
    let environment = try folder.open(.readWrite)
    guard
      case .busy(let holder) = #expect(
        throws: StorageError.self,
        performing: {
          _ = try environment.write(wait: .never)
        })?.reason
    else {
      Issue.record("not busy")
      return
    }
    #expect(holder?.name == "waiting")
    waiting.proceed()
    waiting.wait()
  }
}

@Suite struct `Whom a writer waits for` {
  private func told(by environment: Environment, until: @escaping ([WriterHolder?]) -> Bool)
    -> [WriterHolder?]
  {
    var told: [WriterHolder?] = []
    var asked = 0
    let wait = WriterWait(
      .seconds(20),
      isInterrupted: {
        asked += 1
        return until(told) || asked > 100_000
      }, onWait: { told.append($0) })
    _ = try? environment.write(wait: wait)
    return told
  }

  @Test func `a holder that is stopped, before or meanwhile, is told as such`() throws {
    let folder = Folder()
    try folder.make()
    let peer = Peer("hold", folder.store, "one")
    #expect(peer.line() == "holding")
    let environment = try folder.open(.readWrite)
    kill(peer.process, SIGSTOP)
    usleep(50_000)
    let before = told(by: environment) { !$0.isEmpty }
    #expect(before.count == 1 && before[0]?.isStopped == true)
    let text = WriterHolder.waitingMessage(for: before[0], in: .english)
    #expect(text.contains("one (\(peer.process)) is stopped: resume it (fg"))
    #expect(WriterHolder.waitingMessage(for: before[0], in: .chinese).contains("已暂停"))
    kill(peer.process, SIGCONT)
    usleep(50_000)
    var stopped = false
    let meanwhile = told(by: environment) { told in
      if told.count == 1, !stopped {
        stopped = true
        kill(peer.process, SIGSTOP)
      }
      return told.count > 1
    }
    #expect(meanwhile.count == 2)
    kill(peer.process, SIGCONT)
    peer.proceed()
    peer.wait()
  }

  @Test func `a name that would command a terminal is shown escaped`() throws {
    let folder = Folder()
    try folder.make()
    let peer = Peer("hold", folder.store, "a\u{1B}]0;b\u{7}\u{202E}c")
    #expect(peer.line() == "holding")
    let holder = try folder.open(.readWrite).writerHolder
    #expect(holder?.name == "a\\u{1b}]0;b\\u{7}\\u{202e}c")
    peer.proceed()
    peer.wait()
  }

  static let holders: [(WriterHolder?, String)] = [
    (nil, "waiting for another program that is using the store\n"),
    (
      WriterHolder(process: 7, since: .max, name: "one"),
      "waiting for one (7), which is using the store\n"
    ),
    (
      WriterHolder(
        process: 7, since: .max, name: "one", activity: "snapshot load"),
      "waiting for one (7), which is using the store: snapshot load\n"
    ),
    (
      WriterHolder(process: 7, since: .min, name: ""),
      "waiting for process (7), which is using the store\n"
    ),
  ]

  @Test(arguments: holders)
  func `nobody waits for a question mark`(_ holder: (WriterHolder?, String)) {
    #expect(WriterHolder.waitingMessage(for: holder.0, in: .english) == holder.1)
  }

  @Test func `the state of a process is read whatever its name holds`() {
    let rest = " 1 1 1 0 -1 4194304 99 0 0 0 1 2 0 0 20 0 1 0 4242 1 1"
    for (state, isStopped) in [("S", false), ("R", false), ("T", true), ("t", true)] {
      let facts = ProcessFacts("77 (a) T (b) \(state)" + rest)
      #expect(facts?.isStopped == isStopped)
      #expect(facts?.started == 4242)
    }
    #expect(ProcessFacts("77 (a") == nil)
    #expect(ProcessFacts("77 (a) S 1") == nil)
    #expect(ProcessFacts(getpid())?.isStopped == false)
  }
}
