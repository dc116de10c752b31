import Basics
import Glibc
import Testing

@testable import Storage

@Suite struct `Messages` {
  static let reasons: [StorageError.Reason] = [
    .missing, .parentMissing, .notADirectory, .notAStore(detail: .empty),
    .otherLMDBVersion(found: 2), .truncated(expectedBytes: 2, foundBytes: 1),
    .otherFormat(found: "a", expected: "b"), .otherLayout(found: 1, expected: 2),
    .tableMissing("t", instead: ["u"]), .replaced(file: "f"), .staleLock, .sameProcessNumber(1),
    .differentTables, .openForReading, .folderReadOnly,
    .noPermission(file: "f"), .networkFileSystem("nfs"), .mapRefused(bytes: 1), .lockMissing,
    .usedAfterFork, .nestedWrite, .readOnly,
    .busy(WriterHolder(process: 7, since: 0, name: "op7")), .interrupted(nil),
    .readersFull(limit: 1), .badReaderSlot, .mapResized, .mapFull(bytes: 1), .transactionFull,
    .transactionFailed, .panic, .noSpace, .quota, .inputOutput, .readOnlyFileSystem,
    .tooManyFiles, .damaged(table: "t", key: [1, 0xAB]), .corrupted, .pageMissing,
    .notSorted(table: "t", key: [1]), .valueTooLong(bytes: 1), .targetExists("x"),
    .childFailed(.timedOut(seconds: 1)), .system(call: "c", number: 1),
    .lmdb(call: "c", number: -30_780),
  ]

  @Test func `every reason has a code of its own`() {
    let codes = Self.reasons.map { StorageError($0, at: "/store").code }
    #expect(Set(codes).count == codes.count)
    #expect(codes.allSatisfy { $0.hasPrefix("store.") || $0.hasPrefix("check.") })
  }

  @Test(arguments: reasons)
  func `every reason is said in both languages, with the folder and what to do`(
    _ reason: StorageError.Reason
  ) {
    let error = StorageError(reason, at: "/store")
    let english = error.message(in: .english)
    let chinese = error.message(in: .chinese)
    #expect(!english.hasPrefix("The store in /store failed:"))
    #expect(english != chinese)
    #expect(english.unicodeScalars.allSatisfy { $0.isASCII })
    #expect(chinese.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) })
    if case .targetExists = reason {
    } else if case .noPermission = reason {
      #expect(english.contains("f"))
    } else {
      #expect(english.contains("/store") && chinese.contains("/store"))
    }
    #expect(error.advice(in: .english).hasSuffix("."))
    #expect(error.advice(in: .chinese).hasSuffix("。"))
  }

  static let numbers: [(Int32, String)] = [
    (-30_792, "store.map-full"), (-30_788, "store.transaction-full"),
    (-30_782, "store.transaction-failed"), (-30_795, "store.panic"),
    (-30_796, "store.corrupted"), (-30_797, "store.page-missing"),
    (-30_790, "store.readers-full"), (-30_783, "store.bad-reader-slot"),
    (-30_785, "store.map-resized"), (-30_794, "store.version"), (-30_780, "store.lmdb"),
    (ENOSPC, "store.no-space"), (EDQUOT, "store.quota"), (EIO, "store.input-output"),
    (EROFS, "store.read-only-file-system"), (EACCES, "store.no-permission"),
    (EMFILE, "store.too-many-files"), (EINVAL, "store.system"),
  ]

  @Test(arguments: numbers)
  func `every number that LMDB gives back is told apart`(_ number: Int32, _ expected: String) {
    #expect(StorageError.from(number, call: "mdb_put", path: "/").code == expected)
  }

  @Test func `the holder of the store is named`() {
    let holder = WriterHolder(process: 7, since: 0, name: "op7 import")
    let error = StorageError(.busy(holder), at: "/store")
    #expect(error.message(in: .english).contains("process 7 (op7 import)"))
    #expect(error.message(in: .chinese).contains("进程 7（op7 import，已 "))
  }
}
