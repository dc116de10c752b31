/// A function of a file, with its extent.
struct FunctionExtent {
  let name: String
  /// The line of its keyword, from 1.
  let line: Int
  /// Lines from the keyword to the closing brace, both counted.
  let lineCount: Int
}

extension SourceFile {
  /// The functions, initialisers and subscripts that have a body.
  var functions: [FunctionExtent] {
    var found: [FunctionExtent] = []
    for (index, line) in code.enumerated() {
      guard ["func ", "init", "subscript", "deinit"].contains(where: { line.contains($0) }),
        let match = line.firstMatch(
          of: /^\s*(?:@?[a-z_A-Z().]+\s+)*(func|init|subscript|deinit)\b(.*)$/)
      else { continue }
      let column = line.distance(from: line.startIndex, to: match.output.1.startIndex)
      guard let end = bodyEnd(line: index, column: column) else { continue }
      let name = match.output.2.prefix { $0 != "(" && $0 != "<" && $0 != "{" }
      found.append(
        FunctionExtent(
          name: "\(match.output.1)\(name)", line: index + 1, lineCount: end - index + 1))
    }
    return found
  }

  /// The line on which the body of the function that begins at a place ends; nil when it has none.
  private func bodyEnd(line first: Int, column: Int) -> Int? {
    var depth = 0
    var braces = 0
    for index in first..<code.count {
      let line = index == first ? code[index].dropFirst(column) : code[index]
      // A requirement of a protocol has no body: the next declaration begins.
      if index > first, depth == 0, braces == 0, line.contains(Self.declaration) { return nil }
      for character in line {
        switch character {
        case "(", "[": depth += 1
        case ")", "]": depth -= 1
        case "{" where depth == 0 || braces > 0: braces += 1
        case "}" where braces > 0:
          braces -= 1
          if braces == 0 { return index }
        case "}" where depth == 0: return nil
        default: break
        }
      }
    }
    return nil
  }

  private static var declaration: Regex<(Substring, Substring)> {
    /^\s*(?:@?[a-z_A-Z().]+\s+)*(func|init|subscript|var|let|struct|enum|class|extension|protocol|case|associatedtype|typealias)\b/
  }

  /// The functions and properties that are declared `package`, with their lines. A type has to be
  /// `package` also where it is only what such a function gives.
  var packageNames: [(name: Substring, line: Int)] {
    let pattern: Regex<(Substring, Substring)> =
      /\bpackage\s+(?:(?:static|mutating|borrowing|consuming|final|nonmutating|indirect|lazy|private\(set\)|internal\(set\))\s+)*(?:func|var|let)\s+`?([A-Za-z_][A-Za-z_0-9]*)/
    return code.enumerated().flatMap { index, line -> [(name: Substring, line: Int)] in
      guard line.contains("package ") else { return [] }
      return line.matches(of: pattern).map { (name: $0.output.1, line: index + 1) }
    }
  }

  /// The modules that the file imports.
  var imports: [Substring] {
    code.compactMap { line in
      guard line.contains("import ") else { return nil }
      return line.firstMatch(
        of:
          /^(?:@testable\s+)?(?:package\s+|internal\s+|private\s+)?import\s+(?:struct\s+|func\s+|class\s+)?([A-Za-z_0-9]+)/
      )?
      .output.1
    }
  }
}
