import Basics

/// What readers of Chinese are shown for the names of fields, which snapshots, scripts, JSON and CSV
/// have in English. A field means the same wherever a record has it; the few that do not are told by the
/// record.
package enum FieldNames {
  /// The Chinese name of a field; nil when no record has it.
  ///
  /// - Parameters:
  ///   - field: the name in snapshots.
  ///   - type: the record, where it is known.
  package static func chinese(_ field: String, of type: RecordType? = nil) -> String? {
    if let type, let own = ofOneType[type]?[field] { return own }
    return all[field]
  }

  private static let ofOneType: [RecordType: [String: String]] = [
    .customer: ["left": "离网日期"],
    .account: ["customer": "客户", "exempt": "免催免停"],
    .star: ["from": "生效日", "through": "有效期至"],
    .item: ["points": "所需积分"],
    .line: ["user": "使用人"],
    .operator: ["user": "系统用户"],
    .use: ["used": "已用"],
    .restore: ["used": "已用额度"],
  ]

  private static let all: [String: String] = [
    "account": "账户", "activated": "入网日期", "active": "在用", "actual": "实际",
    "address": "地址", "amount": "金额", "arguments": "参数", "at": "时间",
    "availableFrom": "可办时间", "base": "基础产品", "basis": "依据", "benefit": "权益",
    "birthday": "生日", "bucket": "账本", "bundle": "组合产品", "by": "设置者",
    "catalog": "参数表版本", "changed": "最近改动", "channel": "渠道", "checks": "判断条件",
    "clock": "时钟", "code": "代码", "collection": "托收方式", "counts": "计数", "coupling": "耦合",
    "credit": "临时额度", "creditLimit": "信用额度", "customer": "客户", "dataKB": "流量 KB",
    "direction": "方向", "disconnected": "拆机时间", "document": "证件", "due": "缴费期限",
    "dunned": "已催缴", "earned": "获得", "effective": "生效时间", "ended": "结束时间",
    "entitledSince": "可兑换起始日", "entries": "明细", "exempt": "免催免停", "expires": "到期日",
    "file": "文件", "files": "文件", "flags": "标记", "format": "格式", "from": "起始",
    "frozen": "已冻结", "generation": "制式", "givenBack": "退回时间", "grounds": "依据",
    "growth": "成长值", "handset": "终端", "hash": "哈希", "held": "成立", "iccid": "ICCID",
    "id": "编号", "internationalCall": "国际长途", "job": "任务", "joined": "入网日期",
    "journalEntries": "日志条数", "journalHash": "日志哈希", "key": "键", "kind": "类型",
    "left": "剩余", "limit": "限值", "line": "号码", "lot": "批次", "mainLine": "主卡号码",
    "manager": "客户经理", "messages": "短信条数", "minutes": "分钟数", "mode": "付费方式",
    "month": "月份", "monthlyFee": "月租", "name": "名称", "next": "下次", "nextOrder": "下一业务单号",
    "nfc": "NFC", "note": "备注", "number": "号码", "offer": "销售品", "operator": "操作员",
    "options": "可选产品", "order": "业务单", "outcome": "结果", "paid": "已付", "payment": "翼支付",
    "perMonth": "每月", "phone": "联系电话", "plan": "套餐", "points": "积分", "province": "省份",
    "purpose": "目的", "reason": "原因", "redList": "红名单", "reference": "来源编号",
    "regime": "信控规则", "region": "区域", "request": "请求摘要", "restriction": "使用限制",
    "restrictions": "停机限制", "result": "办理内容", "reverses": "撤销的业务单", "roaming": "国际漫游",
    "role": "角色", "row": "行号", "scope": "范围", "script": "脚本", "secondPhone": "备用电话",
    "section": "部分", "segment": "分群", "source": "来源", "star": "星级", "stars": "星级",
    "state": "状态", "statement": "语句", "stock": "库存", "stopped": "已停止", "subsidy": "补贴",
    "takes": "扣减明细", "test": "测试库", "textCode": "短信代码", "through": "有效期至",
    "ticket": "工单", "uncounted": "不计入", "undone": "撤销时间", "until": "截止", "used": "已用",
    "user": "使用人", "validThrough": "有效期至", "values": "内容", "version": "版本",
    "voucher": "代金券", "wishesNoVisit": "谢绝上门", "year": "年份",
  ]
}
