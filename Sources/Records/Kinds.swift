import Basics

/// Kind of customer, by kind of document.
package enum CustomerKind: String, NamedValue {
  case individual, organisation

  package var chinese: String {
    switch self {
    case .individual: "个人"
    case .organisation: "单位"
    }
  }
}

/// Kinds of registered document.
package enum DocumentKind: String, NamedValue {
  case residentID = "resident-id"
  case temporaryID = "temporary-id"
  case householdRegister = "household-register"
  case passport
  case militaryID = "military-id"
  case policeID = "police-id"
  case hkMoPermit = "hk-mo-permit"
  case twPermit = "tw-permit"
  case businessLicence = "business-licence"

  package var chinese: String {
    switch self {
    case .residentID: "居民身份证"
    case .temporaryID: "临时身份证"
    case .householdRegister: "户口簿"
    case .passport: "护照"
    case .militaryID: "军官证"
    case .policeID: "警官证"
    case .hkMoPermit: "港澳居民来往内地通行证"
    case .twPermit: "台湾居民来往大陆通行证"
    case .businessLicence: "营业执照"
    }
  }
}

/// Market segments: the public, and the four of enterprise.
package enum Segment: String, NamedValue {
  case `public`
  case government
  case financeLarge = "finance-large"
  case highEndCluster = "high-end-cluster"
  case ordinaryCluster = "ordinary-cluster"

  package var chinese: String {
    switch self {
    case .public: "公众"
    case .government: "党政军"
    case .financeLarge: "金融/大企业"
    case .highEndCluster: "高端聚类"
    case .ordinaryCluster: "普通聚类"
    }
  }
}

/// Marks on a customer.
package enum CustomerFlag: String, NamedValue {
  case blacklisted
  case acquiredVillage = "acquired-village"
  case payphone
  case specialApproval = "special-approval"
  case keyPersonBureau = "key-person-bureau"
  case keyPersonDivision = "key-person-division"
  case keyPersonSection = "key-person-section"

  package var chinese: String {
    switch self {
    case .blacklisted: "黑名单"
    case .acquiredVillage: "收购村"
    case .payphone: "公话"
    case .specialApproval: "特批"
    case .keyPersonBureau: "关键人（厅局级）"
    case .keyPersonDivision: "关键人（处级）"
    case .keyPersonSection: "关键人（科级）"
    }
  }
}

/// What a star rests on: the growth value, or the source of a direct growth value.
package enum StarBasis: String, NamedValue {
  case graded, contract
  case keyPerson = "key-person"
  case purchase
  case oldCard = "old-card"

  package var chinese: String {
    switch self {
    case .graded: "定级"
    case .contract: "合约直享"
    case .keyPerson: "关键人直享"
    case .purchase: "购买"
    case .oldCard: "原钻金银卡"
    }
  }
}

/// How far a grant has come (STAR-13), and whether it was struck off (STAR-11).
package enum GrantState: String, NamedValue {
  case proposed
  case approvedDepartment = "approved-department"
  case live, struck

  package var chinese: String {
    switch self {
    case .proposed: "已提名"
    case .approvedDepartment: "部门已批"
    case .live: "生效"
    case .struck: "已取消"
    }
  }
}

/// Payment mode of an account.
package enum PaymentMode: String, NamedValue {
  case prepaid
  case prepayPostpaid = "prepay-postpaid"
  case postpaid

  package var chinese: String {
    switch self {
    case .prepaid: "预付费"
    case .prepayPostpaid: "后付费预存"
    case .postpaid: "后付费"
    }
  }
}

/// The rule under which an account is suspended and disconnected (CRE-4, CRE-8).
package enum Regime: String, NamedValue {
  case creditControl = "credit-control"
  case agreedTerm = "agreed-term"

  package var chinese: String {
    switch self {
    case .creditControl: "信控"
    case .agreedTerm: "约定期限"
    }
  }
}

/// Who collects what an account owes.
package enum Collection: String, NamedValue {
  case `self`, bank

  package var chinese: String {
    switch self {
    case .self: "自缴"
    case .bank: "银行托收"
    }
  }
}

/// Kind of balance bucket (LED-1); a deposit is money paid ahead before roaming is opened.
package enum BucketKind: String, NamedValue {
  case cash, gift, deposit

  package var chinese: String {
    switch self {
    case .cash: "现金"
    case .gift: "赠款"
    case .deposit: "预存"
    }
  }
}

/// How the products of a bundle depend on one another (CRE-5).
package enum Coupling: String, NamedValue {
  case tight, loose

  package var chinese: String {
    switch self {
    case .tight: "紧耦合"
    case .loose: "松耦合"
    }
  }
}

/// Kind of line.
package enum LineKind: String, NamedValue {
  case mobile, broadband, fixed
  case dataCard = "data-card"
  case iptv

  package var chinese: String {
    switch self {
    case .mobile: "移动"
    case .broadband: "宽带"
    case .fixed: "固话"
    case .dataCard: "无线宽带"
    case .iptv: "IPTV"
    }
  }
}

/// Roaming permission: none, voice and messages, or voice, messages and data (ROAM-1).
package enum RoamingPermission: String, NamedValue {
  case none, voice, all

  package var chinese: String {
    switch self {
    case .none: "未开通"
    case .voice: "语音和短信"
    case .all: "语音、短信和数据"
    }
  }
}

/// What a restriction bars.
package enum RestrictionScope: String, NamedValue {
  case outgoing, both

  package var chinese: String {
    switch self {
    case .outgoing: "呼出"
    case .both: "呼入和呼出"
    }
  }
}

/// Why a line is restricted.
package enum RestrictionReason: String, NamedValue {
  case arrears, voluntary, lost

  package var chinese: String {
    switch self {
    case .arrears: "欠费"
    case .voluntary: "停机保号"
    case .lost: "挂失"
    }
  }
}

/// Kind of SIM card (ROAM-10).
package enum CardKind: String, NamedValue {
  case ordinary
  case oldInternational = "old-international"
  case newInternational = "new-international"

  package var chinese: String {
    switch self {
    case .ordinary: "普通卡"
    case .oldInternational: "原天翼国际卡"
    case .newInternational: "新天翼国际卡"
    }
  }
}

/// Generation of a SIM card.
package enum CardGeneration: String, NamedValue {
  case third = "3g"
  case fourth = "4g"

  package var chinese: String {
    switch self {
    case .third: "3G"
    case .fourth: "4G"
    }
  }
}

/// Kind of emergency restore.
package enum RestoreKind: String, NamedValue {
  case phone, broadband

  package var chinese: String {
    switch self {
    case .phone: "手机紧急开机"
    case .broadband: "宽带紧急复机"
    }
  }
}

/// State of a home-visit appointment (BEN-50).
package enum AppointmentState: String, NamedValue {
  case booked, done, cancelled

  package var chinese: String {
    switch self {
    case .booked: "已预约"
    case .done: "已完成"
    case .cancelled: "已取消"
    }
  }
}

/// Kind of redemption item (PTS-6).
package enum ItemKind: String, NamedValue {
  case credit, data, voucher, goods

  package var chinese: String {
    switch self {
    case .credit: "话费"
    case .data: "流量"
    case .voucher: "代金券"
    case .goods: "实物"
    }
  }
}

/// What an operator may do (DESK-10).
package enum Role: String, NamedValue {
  case field, support, tester, auditor, administrator

  package var chinese: String {
    switch self {
    case .field: "营业员"
    case .support: "支撑人员"
    case .tester: "测试人员"
    case .auditor: "审计人员"
    case .administrator: "管理员"
    }
  }
}

/// Through which channel a request came.
package enum Channel: String, NamedValue {
  case hotline
  case selfService = "self-service"
  case hall, app, web, text, wechat, yixin, qq, manager

  package var chinese: String {
    switch self {
    case .hotline: "10000 号"
    case .selfService: "10001 自助"
    case .hall: "营业厅"
    case .app: "掌厅"
    case .web: "网厅"
    case .text: "短厅"
    case .wechat: "微信"
    case .yixin: "易信"
    case .qq: "QQ"
    case .manager: "客户经理"
    }
  }
}

/// What became of a request.
package enum OutcomeKind: String, NamedValue {
  case done, refused, error

  package var chinese: String {
    switch self {
    case .done: "已办理"
    case .refused: "已拒绝"
    case .error: "出错"
    }
  }
}

/// State of an order (DESK-1).
package enum OrderState: String, NamedValue {
  case accepted
  case inProgress = "in-progress"
  case done, refused, cancelled, reversed

  package var chinese: String {
    switch self {
    case .accepted: "已受理"
    case .inProgress: "处理中"
    case .done: "已完成"
    case .refused: "已拒绝"
    case .cancelled: "已取消"
    case .reversed: "已撤销"
    }
  }
}
