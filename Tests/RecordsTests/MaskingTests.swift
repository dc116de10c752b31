import Records
import Testing

@Suite struct MaskingTests {
  @Test(arguments: [
    ("330102198001011234", "3301**********1234"), ("330102800101123", "3301*******1123"),
    ("G12345678", "G1*****78"), ("ABCDE1", "AB**E1"), ("ABCDE", "*****"), ("A", "*"), ("", ""),
    ("123456789012", "1234****9012"), ("12345678901", "12*******01"),
  ])
  func `of a document number the ends stay`(number: String, shown: String) {
    #expect(Masking.document(number) == shown)
  }

  @Test(arguments: [
    ("张三", "张*"), ("王小明", "王**"), ("欧阳震华", "欧***"), ("李", "*"), ("", ""),
    ("Maria Lindqvist", "M**** *********"),
  ])
  func `of a person's name the first character stays`(name: String, shown: String) {
    #expect(Masking.name(name) == shown)
  }

  @Test(arguments: [
    ("杭州钱塘软件有限公司", "杭州******公司"), ("城中村六字", "城****"), ("一二三四五六", "一二**五六"),
  ])
  func `of an organisation's name the ends stay`(name: String, shown: String) {
    #expect(Masking.organisation(name) == shown)
  }

  @Test(arguments: [
    ("13812341234", "138****1234"), ("057188001234", "057*****1234"), ("88001234", "******34"),
    ("10000", "***00"), ("1234", "****"),
    ("", ""),
  ])
  func `of a telephone number the ends stay`(number: String, shown: String) {
    #expect(Masking.phone(number) == shown)
  }

  @Test(arguments: [
    ("杭州市滨江区江南大道1号", "杭州市滨江区******"), ("杭州市", "杭**"), ("", ""),
  ])
  func `of an address the beginning stays`(address: String, shown: String) {
    #expect(Masking.address(address) == shown)
  }

  @Test func `a masked customer shows nothing in full that names or reaches him`() {
    var customer = Customer()
    customer.name = "王小明"
    customer.document = Customer.Document()
    customer.document?.number = "330102198001011234"
    customer.phone = "13812341234"
    customer.secondPhone = "13912341234"
    customer.address = "杭州市滨江区江南大道1号"
    customer.province = "浙江"
    let masked = Masking.masked(customer)
    #expect(masked.name == "王**")
    #expect(masked.document?.number == "3301**********1234")
    #expect(masked.phone == "138****1234")
    #expect(masked.secondPhone == "139****1234")
    #expect(masked.address == "杭州市滨江区******")
    #expect(masked.province == "浙江")
    #expect(masked.document?.kind == customer.document?.kind)
    customer.kind = .organisation
    customer.document = nil
    #expect(Masking.masked(customer).name == "王**")
    #expect(Masking.masked(customer).document == nil)
  }

  @Test(arguments: [
    ("13300000001", "13300000001"), ("+86 133-0000-0001", "+86 133-0000-0001"), ("C1001", "C1001"),
    ("8986031300000000017", "8986031300000000017"), ("G12345678", "G1*****78"),
    ("330106 19571001 2106", "3301** ******** 2106"), ("南字第2009071号", "南字*******1号"),
    ("王小明", "王**"), ("Ann Bee", "A** ***"), ("“王”\u{202E}", "“王”\u{202E}"), ("", ""),
  ])
  func `what somebody was named by is repeated masked, but for numbers`(
    asked: String, shown: String
  ) {
    #expect(Masking.asked(asked) == shown)
  }
}
