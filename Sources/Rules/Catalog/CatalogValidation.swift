import Basics
package import Records

extension CatalogSection {
  /// Looks whether the rules read what the section changes.
  package func validateChanges() throws(FieldProblem) {
    do throws(RuleError) {
      _ = try Catalog(after: .shipped, sections: [self], from: from)
    } catch {
      let name = error.values["name"]?.written ?? ""
      switch error.code {
      case "catalog.section":
        throw FieldProblem(
          "snapshot.value", field: "section", found: section,
          expected: Catalog.sectionNames.sorted().joined(separator: ", "))
      case "catalog.value":
        throw FieldProblem(
          "snapshot.field", field: "values.\(name)",
          known: error.values["known"]?.writtenTexts ?? [])
      default:
        throw FieldProblem(
          "snapshot.value", field: "values.\(name)",
          found: error.values["found"]?.written ?? "",
          expected: error.values["expected"]?.written ?? "")
      }
    }
  }
}

extension MapValue {
  /// The text of a text.
  fileprivate var written: String? {
    if case .text(let text) = self { text } else { nil }
  }

  /// The texts of a list of them.
  fileprivate var writtenTexts: [String]? {
    if case .texts(let texts) = self { texts } else { nil }
  }
}
