import Testing

/// That the tidy tests see what they are to see.
@Suite struct SourceFileTests {
  @Test func `comments and texts are told from code`() {
    let file = SourceFile(
      path: "Sources/Basics/A.swift",
      text: ##"""
        let a = "x \(f("y", 1)) // no comment" // a comment
        /* one
        two */ let b = #"raw \(no code) \#(code)"#
        """##)
    let texts = ["x \\", "y", " // no comment", "// a comment", "/* one", "two */"]
    #expect(file.prose.map(\.text) == texts + [##"raw \(no code) \#"##])
    #expect(file.prose.map(\.line) == [1, 1, 1, 1, 2, 3, 3])
    #expect(file.identifiers == ["let", "a", "f", "b", "code"])
  }

  @Test func `a function is measured from its keyword to its last brace`() {
    let file = SourceFile(
      path: "Sources/Basics/A.swift",
      text: """
        protocol P {
          func required(_ body: () -> Void)
          init(a: Int)
        }
        package struct S: P {
          package init(a: Int) {}
          @inlinable
          package static func long(
            _ body: (Int) -> Void = { _ in }
          ) throws(E) -> [Int] {
            if true {
            }
            return []
          }
        }
        """)
    #expect(file.functions.map(\.name) == ["init", "func long"])
    #expect(file.functions.map(\.line) == [6, 8])
    #expect(file.functions.map(\.lineCount) == [1, 7])
    #expect(file.packageNames.map(\.name) == ["long"])
  }

  @Test(arguments: [
    ("import Basics", "Basics"), ("package import Storage", "Storage"),
    ("@testable import Desk", "Desk"), ("internal import struct Crypto.SHA256", "Crypto"),
  ])
  func `an import is seen however it is written`(line: String, module: Substring) {
    #expect(SourceFile(path: "Sources/Basics/A.swift", text: line).imports == [module])
  }
}
