import Basics

/// How personal data is shown to who has not verified the customer (DESK-3): masked, and never so
/// that two masked values tell more than one.
///
/// Pure functions on text. An asterisk stands for one character, so that a reader can compare
/// lengths with a paper in hand; empty stays empty.
package enum Masking {
  /// A person's name: the first character stays, unless it is the only one. `张三` is `张*`,
  /// `欧阳震华` is `欧***`; spaces stay where they are.
  ///
  /// - Parameter name: the whole name.
  package static func name(_ name: String) -> String {
    masked(name, keepingFirst: min(1, name.count - 1), last: 0)
  }

  /// An organisation's name: the first two and last two characters stay, of a short one the first.
  package static func organisation(_ name: String) -> String {
    name.count >= 6 ? masked(name, keepingFirst: 2, last: 2) : self.name(name)
  }

  /// A document number: of 12 characters or more the first and last four stay
  /// (`3301**********1234`), of a shorter one the first and last two, of fewer than six none.
  package static func document(_ number: String) -> String { DocumentNumber.masked(number) }

  /// A number to be called at: of 11 digits or more the first three and last four stay
  /// (`138****1234`), of a shorter one the last two, of fewer than five none.
  package static func phone(_ number: String) -> String {
    switch number.count {
    case 11...: masked(number, keepingFirst: 3, last: 4)
    case 5...: masked(number, keepingFirst: 0, last: 2)
    default: masked(number, keepingFirst: 0, last: 0)
    }
  }

  /// An address: the first six characters stay, at most half of it.
  package static func address(_ address: String) -> String {
    masked(address, keepingFirst: min(6, address.count / 2), last: 0)
  }

  /// A customer's name.
  package static func name(of customer: Customer) -> String {
    switch customer.kind {
    case .individual: name(customer.name)
    case .organisation: organisation(customer.name)
    }
  }

  /// A customer with name, document number and contact data masked; the rest as it is.
  package static func masked(_ customer: Customer) -> Customer {
    var masked = customer
    masked.name = name(of: customer)
    masked.document?.number = document(customer.document?.number ?? "")
    masked.phone = phone(customer.phone)
    masked.secondPhone = phone(customer.secondPhone)
    masked.address = address(customer.address)
    return masked
  }

  /// What somebody gave to name a customer, as messages and the journal repeat it: numbers of lines
  /// and cards and identifiers as they are, a document number as ``document(_:)``, of a name the first
  /// letter. Signs stay, so that a reader sees what is wrong with it.
  package static func asked(_ text: String) -> String {
    switch DocumentNumber.shape(of: text) {
    case .number, .card, .identifier: return text
    case .document: return document(text)
    case .name: return letters(of: text)
    }
  }

  /// A text of which the first letter and all signs stay.
  private static func letters(of text: String) -> String {
    var isFirst = true
    return String(
      text.map { character in
        guard character.isLetter || character.isNumber else { return character }
        defer { isFirst = false }
        return isFirst ? character : "*"
      })
  }

  /// What stands in a field of a record from elsewhere, for an error that shows it.
  ///
  /// - Parameters:
  ///   - text: the field's value, or a piece of JSON when the record could not be read so far.
  ///   - field: the field's path, such as `document.number`.
  ///   - type: the name of the record's type; empty when it is not known.
  package static func found(_ text: String, in field: String, of type: String) -> String {
    switch (type, field) {
    case ("customer", "document.number"): document(text)
    case ("customer", "name"): name(text)
    case ("customer", "phone"), ("customer", "secondPhone"): phone(text)
    case ("customer", "address"), ("appointment", "address"): address(text)
    default: DocumentNumber.masked(in: text)
    }
  }

  private static func masked(_ text: String, keepingFirst first: Int, last: Int) -> String {
    let count = text.count
    var masked = ""
    for (index, character) in text.enumerated() {
      let isKept = index < first || index >= count - last || character == " "
      masked.append(isKept ? character : "*")
    }
    return masked
  }
}
