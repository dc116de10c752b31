package import Basics
internal import CLMDB
internal import Glibc

extension StorageError {
  /// The stable code of what happened, such as "store.truncated".
  package var code: String {
    switch reason {
    case .missing: "store.missing"
    case .parentMissing: "store.parent-missing"
    case .notADirectory: "store.not-a-folder"
    case .notAStore: "store.not-a-store"
    case .otherLMDBVersion: "store.version"
    case .truncated: "store.truncated"
    case .otherFormat: "store.format"
    case .otherLayout: "store.layout"
    case .tableMissing: "store.table-missing"
    case .differentTables: "store.different-tables"
    case .openForReading: "store.open-for-reading"
    case .folderReadOnly: "store.folder-read-only"
    case .noPermission: "store.no-permission"
    case .networkFileSystem: "store.network-file-system"
    case .mapRefused: "store.map-refused"
    case .lockMissing: "store.lock-missing"
    case .replaced: "store.replaced"
    case .staleLock: "store.lock-stale"
    case .sameProcessNumber: "store.process-number"
    case .usedAfterFork: "store.used-after-fork"
    case .nestedWrite: "store.nested-write"
    case .readOnly: "store.read-only"
    case .busy: "store.busy"
    case .interrupted: "store.interrupted"
    case .readersFull: "store.readers-full"
    case .badReaderSlot: "store.bad-reader-slot"
    case .mapResized: "store.map-resized"
    case .mapFull: "store.map-full"
    case .transactionFull: "store.transaction-full"
    case .transactionFailed: "store.transaction-failed"
    case .panic: "store.panic"
    case .noSpace: "store.no-space"
    case .quota: "store.quota"
    case .inputOutput: "store.input-output"
    case .readOnlyFileSystem: "store.read-only-file-system"
    case .tooManyFiles: "store.too-many-files"
    case .damaged: "store.damaged"
    case .corrupted: "store.corrupted"
    case .pageMissing: "store.page-missing"
    case .notSorted: "store.not-sorted"
    case .valueTooLong: "store.value-too-long"
    case .targetExists: "store.target-exists"
    case .childFailed(let outcome): outcome.code
    case .system: "store.system"
    case .lmdb: "store.lmdb"
    }
  }

  /// What happened, in one sentence, with the folder or file that it concerns.
  package func message(in language: ReaderLanguage) -> String {
    words.text(in: language)
  }

  /// What the person at the desk can do about it, in one sentence.
  package func advice(in language: ReaderLanguage) -> String {
    adviceWords.text(in: language)
  }
}

extension StorageError: CustomStringConvertible {
  /// The code, what happened and what to do, in English.
  @usableFromInline package var description: String {
    "\(code): \(message(in: .english)) \(advice(in: .english))"
  }
}

extension StorageError {
  private var words: Words {
    openingWords ?? transactionWords ?? diskWords ?? recordWords
  }

  private var openingWords: Words? {
    switch reason {
    case .missing:
      Words("There is no store in \(path).", "\(path) 中没有库。")
    case .parentMissing:
      Words("The folder that should hold \(path) does not exist.", "\(path) 的上级目录不存在。")
    case .notADirectory:
      Words("\(path) is a file, not a folder.", "\(path) 是文件，不是目录。")
    case .notAStore(let detail):
      Words(
        "The folder \(path) does not hold a store: \(detail.words.english).",
        "\(path) 中不是库：\(detail.words.chinese)。")
    case .otherLMDBVersion(let found):
      Words(
        "The data file in \(path) has LMDB format \(found); this program reads format 1.",
        "\(path) 的数据文件是 LMDB 格式 \(found)，本程序只能读取格式 1。")
    case .truncated(let expected, let found):
      Words(
        "The data file in \(path) is truncated: it has \(found) bytes; expected \(expected).",
        "\(path) 的数据文件不完整：只有 \(found) 字节，应有 \(expected) 字节。")
    case .otherFormat(let found, let expected):
      Words(
        "The store in \(path) is of kind `\(found)`; expected `\(expected)`.",
        "\(path) 的库类型为“\(found)”，应为“\(expected)”。")
    case .otherLayout(let found, let expected):
      Words(
        "The store in \(path) has layout \(found); this program needs layout \(expected).",
        "\(path) 的库布局版本为 \(found)，本程序需要版本 \(expected)。")
    case .tableMissing(let name, let instead):
      Words(
        "The store in \(path) has no table `\(name)`"
          + (instead.isEmpty ? "" : ", but one called `\(instead.joined(separator: ", "))`")
          + ": its data file is damaged.",
        "\(path) 的库没有表“\(name)”"
          + (instead.isEmpty ? "" : "，却有“\(instead.joined(separator: "、"))”") + "：数据文件已损坏。")
    case .differentTables:
      Words(
        "The store in \(path) is already open in this program with other tables.",
        "本程序已用不同的表打开了 \(path)。")
    case .openForReading:
      Words(
        "The store in \(path) is already open in this program, for reading only.",
        "本程序已以只读方式打开了 \(path)。")
    default: nil
    }
  }

  private var transactionWords: Words? {
    switch reason {
    case .replaced(let file):
      Words(
        "\(file) in \(path) is no longer the file that this program opened: it was removed, moved "
          + "or replaced. The change in progress is not kept.",
        "\(path) 中的 \(file) 已不是本程序正在使用的文件：它被删除、移走或替换。正在进行的改动不予保留。")
    case .staleLock:
      Words(
        "lock.mdb in \(path) belongs to another data file: data.mdb was replaced while a program "
          + "had it open.",
        "\(path) 中的 lock.mdb 属于另一个数据文件：data.mdb 在某程序使用期间被替换。")
    case .sameProcessNumber(let number):
      Words(
        "A program in another container is using the store in \(path) with the same process "
          + "number \(number).",
        "另一容器中的程序正以相同的进程号 \(number) 使用 \(path) 的库。")
    case .usedAfterFork:
      Words(
        "The store in \(path) was opened by the parent process and cannot be used in this one.",
        "\(path) 的库由另一进程打开，在派生的进程中不可使用。")
    case .nestedWrite:
      Words(
        "This thread is already writing to the store in \(path).",
        "本线程已在写入 \(path) 的库。")
    case .readOnly:
      Words(
        "The store in \(path) was opened for reading only.",
        "\(path) 的库以只读方式打开。")
    case .busy(let holder):
      Words(
        "The store in \(path) is being written to by \(WriterHolder.english(holder)).",
        "\(path) 的库正由\(WriterHolder.chinese(holder))写入。")
    case .interrupted(let holder):
      Words(
        "Stopped waiting for the store in \(path): \(WriterHolder.english(holder)) is writing to "
          + "it.",
        "已停止等待 \(path) 的库，\(WriterHolder.chinese(holder))正在写入。")
    case .readersFull(let limit):
      Words(
        "All \(limit) reader slots of the store in \(path) are in use.",
        "\(path) 的库的 \(limit) 个读取槽位已全部占用。")
    case .badReaderSlot:
      Words(
        "A reader slot in the lock file of \(path) was taken over by another program.",
        "\(path) 锁文件中的读取槽位被其他程序占用。")
    case .mapResized:
      Words(
        "Another program has grown the store in \(path) beyond what this one has mapped.",
        "另一程序扩大了 \(path) 的库，超出本程序的映射范围。")
    case .mapFull(let bytes):
      Words(
        "The store in \(path) has reached its maximum size of \(bytes) bytes.",
        "\(path) 的库已达到最大容量 \(bytes) 字节。")
    case .transactionFull:
      Words(
        "One transaction changed more of the store in \(path) than a transaction can.",
        "单个事务对 \(path) 的改动超出了上限。")
    case .transactionFailed:
      Words(
        "An earlier step of this transaction on \(path) failed, so it can only be rolled back.",
        "本事务在 \(path) 的前一步骤失败，只能回滚。")
    case .panic:
      Words(
        "Writing the first pages of the store in \(path) failed; it must be opened again.",
        "\(path) 的库在写入首页时失败，必须重新打开。")
    default: nil
    }
  }

  private var diskWords: Words? {
    switch reason {
    case .folderReadOnly:
      Words(
        "The folder \(path) is read-only, so the lock file cannot be created there.",
        "目录 \(path) 不可写，无法放置锁文件。")
    case .noPermission(let file):
      Words(
        "Permission for \(file.isEmpty ? path : file) is denied.",
        "没有访问 \(file.isEmpty ? path : file) 的权限。")
    case .networkFileSystem(let kind):
      Words(
        "\(path) is on a network file system (\(kind)), where a store is not safe.",
        "\(path) 位于网络文件系统（\(kind)）上，库在那里不安全。")
    case .mapRefused(let bytes):
      Words(
        "The system refuses to map \(bytes) bytes of address space for \(path).",
        "系统不允许本程序为 \(path) 映射 \(bytes) 字节的地址空间。")
    case .lockMissing:
      Words(
        "The lock file of the store in \(path) cannot be created.",
        "无法创建 \(path) 的锁文件。")
    case .noSpace:
      Words(
        "There is no space left on the disk of \(path).",
        "\(path) 所在的磁盘已没有空间。")
    case .quota:
      Words(
        "The disk quota for \(path) is used up.",
        "\(path) 的磁盘配额已用完。")
    case .inputOutput:
      Words(
        "The disk of \(path) reported an input/output error.",
        "\(path) 所在的磁盘发生读写错误。")
    case .readOnlyFileSystem:
      Words(
        "The file system of \(path) is mounted read-only.",
        "\(path) 所在的文件系统以只读方式挂载。")
    case .tooManyFiles:
      Words(
        "The store in \(path) cannot be opened: too many files are open.",
        "打开的文件过多，无法打开 \(path)。")
    default: nil
    }
  }

  private var recordWords: Words {
    switch reason {
    case .damaged(let table, let key):
      Words(
        "A record in \(path) is damaged: table \(table), key \(hexadecimal(key)).",
        "\(path) 中有损坏的记录：表 \(table)，键 \(hexadecimal(key))。")
    case .corrupted:
      Words(
        "A page of the store in \(path) is damaged.",
        "\(path) 的库有损坏的页面。")
    case .pageMissing:
      Words(
        "A page of the store in \(path) is missing.",
        "\(path) 的库缺少页面。")
    case .notSorted(let table, let key):
      Words(
        "The sorted load of table \(table) in \(path) is out of order at key \(hexadecimal(key)).",
        "\(path) 的表 \(table) 顺序加载时键 \(hexadecimal(key)) 的次序不对。")
    case .valueTooLong(let bytes):
      Words(
        "A value of \(bytes) bytes is too long for the store in \(path).",
        "\(bytes) 字节的值超出了 \(path) 的上限。")
    case .targetExists(let target):
      Words("\(target) already exists.", "\(target) 已经存在。")
    case .childFailed(let outcome):
      Words("\(path): \(outcome.words.english)", "\(path)：\(outcome.words.chinese)")
    case .system(let call, let number):
      Words(
        "The system refused \(call) for \(path): \(systemText(number)).",
        "系统拒绝对 \(path) 执行 \(call)：\(systemText(number))。")
    case .lmdb(let call, let number):
      Words(
        "LMDB refused \(call) for \(path): \(lmdbText(number)).",
        "LMDB 拒绝对 \(path) 执行 \(call)：\(lmdbText(number))。")
    default:
      Words("The store in \(path) failed: \(code).", "\(path) 的库出错：\(code)。")
    }
  }

  private var adviceWords: Words {
    switch reason {
    case .missing, .parentMissing, .notADirectory:
      Words("Check the path, or create a store with store init.", "请检查路径，或用 store init 新建库。")
    case .notAStore(.empty):
      Words(
        "Restore the file from a backup; if the store never held anything, remove the empty file.",
        "请从备份恢复；如果库中从未有过数据，可删除这个空文件。")
    case .notAStore, .otherFormat, .targetExists:
      Words("Name another folder.", "请指定其他目录。")
    case .truncated, .damaged, .corrupted, .pageMissing, .childFailed, .tableMissing:
      Words(
        "Make no changes; run store check, and restore the latest good snapshot or backup.",
        "请停止改动并运行 store check，然后从最近的快照或备份恢复。")
    case .otherLMDBVersion, .otherLayout:
      Words(
        "Save a snapshot with the program version that made it (snapshot save), create a store with "
          + "this version (store init), and load the snapshot there (snapshot load).",
        "请用创建它的程序版本保存快照（snapshot save），再用本程序新建库（store init）并装载该快照"
          + "（snapshot load）。")
    case .replaced, .staleLock:
      Words(
        "Quit every program that uses this store, put the right file back, and start again.",
        "请退出使用该库的所有程序，把正确的文件放回原处后重新开始。")
    case .sameProcessNumber:
      Words(
        "Wait for that program, or give the containers a shared process namespace "
          + "(docker run --pid=container:NAME).",
        "请等待该程序结束，或让各容器共用进程号空间（docker run --pid=container:NAME）。")
    case .differentTables, .openForReading, .panic:
      Words("Close it here and open it again.", "请在本程序中关闭后重新打开。")
    case .folderReadOnly, .noPermission, .lockMissing, .readOnlyFileSystem:
      Words(
        "Use an account that may write there, or copy the store to another folder.",
        "请使用有写权限的账号，或将库复制到别处。")
    case .networkFileSystem:
      Words(
        "Keep the store on a local disk and send snapshots over the network.",
        "请将库放在本地磁盘，通过网络传送快照。")
    case .mapRefused:
      Words("Raise the limit on address space (ulimit -v).", "请提高地址空间限制（ulimit -v）。")
    case .usedAfterFork:
      Words("Open the store again in this process.", "请在本进程中重新打开。")
    case .nestedWrite:
      Words("Finish the first transaction, or set a savepoint.", "请先结束当前事务，或设置保存点。")
    case .readOnly:
      Words("Open it for writing.", "请以写入方式打开。")
    default: laterAdviceWords
    }
  }

  private var laterAdviceWords: Words {
    switch reason {
    case .busy, .interrupted:
      Words("Wait until it has finished, or ask the person who runs it.", "请等待其完成，或询问操作人员。")
    case .readersFull, .badReaderSlot:
      Words("Close programs that read this store, and try again.", "请关闭读取它的程序后重试。")
    case .mapResized, .transactionFailed:
      Words("Try again.", "请重试。")
    case .mapFull:
      Words("Split the customers over several stores.", "请将客户分到多个库。")
    case .transactionFull:
      Words("Split the work into smaller batches.", "请分成较小的批次。")
    case .noSpace, .quota:
      Words(
        "The transaction was not kept; free some space and try again.",
        "本事务未保存；请腾出空间后重试。")
    case .inputOutput:
      Words(
        "The transaction was not kept; check the disk.",
        "本事务未保存；请检查磁盘。")
    case .tooManyFiles:
      Words("Close other files, or raise the limit (ulimit -n).", "请关闭其他文件，或提高限制（ulimit -n）。")
    default:
      Words("Keep this message for support.", "请保留此信息以便支持人员处理。")
    }
  }

  private func systemText(_ number: Int32) -> String {
    guard let text = unsafe strerror(number) else { return "error \(number)" }
    return unsafe String(cString: text) + " (\(number))"
  }

  private func lmdbText(_ number: Int32) -> String {
    guard let text = unsafe mdb_strerror(number) else { return "error \(number)" }
    return unsafe String(cString: text) + " (\(number))"
  }
}

extension StorageError.NotAStore {
  var words: Words {
    switch self {
    case .empty: Words("data.mdb is empty", "data.mdb 是空文件")
    case .tooShort: Words("data.mdb is too short", "data.mdb 太短")
    case .noMagic: Words("data.mdb is not an LMDB file", "data.mdb 不是 LMDB 文件")
    case .noLayout:
      Words("the LMDB file was not made by this program", "该 LMDB 文件不是本程序创建的")
    }
  }
}

extension ChildOutcome {
  /// The stable code of what became of the child.
  package var code: String {
    switch self {
    case .finished(0): "check.passed"
    case .finished: "check.failed"
    case .readFault: "check.read-fault"
    case .killed: "check.killed"
    case .timedOut: "check.timed-out"
    case .interrupted: "check.interrupted"
    case .notStarted: "check.not-started"
    }
  }

  var words: Words {
    switch self {
    case .finished(0): Words("The check found no damage.", "检查未发现损坏。")
    case .finished(let status):
      Words("The check ended with status \(status).", "检查以状态 \(status) 结束。")
    case .readFault(let signal):
      Words(
        "The data file is damaged: reading it caused signal \(signal).",
        "数据文件已损坏：读取时收到信号 \(signal)。")
    case .killed(let signal):
      Words("The check was killed by signal \(signal).", "检查被信号 \(signal) 终止。")
    case .timedOut(let seconds):
      Words(
        "The check did not finish within \(seconds) s; pages of the data file may form a loop.",
        "检查在 \(seconds) 秒内未结束，数据文件的页面可能成环。")
    case .interrupted: Words("The check was interrupted.", "检查已中断。")
    case .notStarted(let number):
      Words("The check could not be started: system error \(number).", "无法启动检查，系统错误 \(number)。")
    }
  }
}

extension Verification.Finding {
  var words: Words {
    switch self {
    case .damaged(let table, let key):
      Words(
        "Table \(table): the record with key \(hexadecimal(key)) is damaged.",
        "表 \(table)：键 \(hexadecimal(key)) 的记录已损坏。")
    case .disorder(let table, let key):
      Words(
        "Table \(table): the record with key \(hexadecimal(key)) is out of order.",
        "表 \(table)：键 \(hexadecimal(key)) 的记录次序不对。")
    case .miscount(let table, let said, let found):
      Words(
        "Table \(table): it says it has \(said) records, but has \(found).",
        "表 \(table)：记录数应为 \(said)，实为 \(found)。")
    case .unreadable(let table, let code):
      Words(
        "Table \(table): it cannot be read to the end (error \(code)).",
        "表 \(table)：无法读到末尾（错误 \(code)）。")
    case .page(let table, let first, let last, let fault):
      Words(
        "Table \(table), page \(first == last ? "\(first)" : "\(first)-\(last)"): "
          + "\(fault.words.english).",
        "表 \(table)，第 \(first == last ? "\(first)" : "\(first)–\(last)") 页：\(fault.words.chinese)。")
    }
  }
}
