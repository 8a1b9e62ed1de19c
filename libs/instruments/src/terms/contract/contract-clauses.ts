/**
 * What a contract of service must settle, in the order of the contract: 服务内容, 成果归属, 保密, 损害赔偿, 违约责任,
 * 争议解决. Source: 国科发基〔2017〕289号, article 13.
 */
export const CONTRACT_CLAUSES = [
  'content',
  'results',
  'secrecy',
  'damages',
  'breach',
  'disputes',
] as const;
export type ContractClause = (typeof CONTRACT_CLAUSES)[number];

/** One clause; the Chinese text is the binding one. */
export interface ClauseText {
  textZh: string;
  textEn?: string | null;
}

/** All six clauses of a contract. */
export type ContractClauses = Record<ContractClause, ClauseText>;

/** What can stand between double braces in a clause, each with an example of what takes its place. */
export const PLACEHOLDERS = {
  userOrganisation: '嘉兴某新材料有限公司',
  holder: '嘉兴某大学',
  instrument: '场发射扫描电子显微镜',
  model: 'Sigma 300',
  location: '理化楼 101',
  period: '2026-12-01 09:00–11:00',
  purpose: '检验检测',
  sampleCount: '5',
  feeYuan: '1,200.00',
  orderNumber: 'JY2026000001',
  today: '2026-11-24',
} as const;
export type Placeholder = keyof typeof PLACEHOLDERS;

/** Holds until the bureau or a holder sets another one. */
export const BUILT_IN_CLAUSES: ContractClauses = {
  content: {
    textZh:
      '{{holder}}（以下称乙方）使用仪器“{{instrument}}”（型号 {{model}}，安放于 {{location}}），于 {{period}} 为 {{userOrganisation}}（以下称甲方）提供{{purpose}}服务，订单号 {{orderNumber}}。服务费用按乙方公布的收费标准计为人民币 {{feeYuan}} 元，实际费用以双方确认的使用记录为准。甲方应如实说明样品的性质和危险性，乙方应按公布的开放时间和操作规程提供服务。',
    textEn:
      '{{holder}} (Party B) serves {{userOrganisation}} (Party A) with the instrument {{instrument}}, model {{model}}, at {{location}}, during {{period}}, under order {{orderNumber}}. By the published price list the fee is CNY {{feeYuan}}; the fee charged follows the record of use that both parties confirm. Party A tells truthfully what its samples are and what dangers they carry. Party B serves during its published hours and by its operating procedures.',
  },
  results: {
    textZh:
      '甲方样品、数据以及利用服务所得结果形成的知识产权归甲方所有。双方共同研究形成的成果，按另行签订的书面约定确定归属；没有约定的，由双方共有。乙方可以保存原始记录供质量追溯，未经甲方书面同意不得用于其他目的。甲方发表成果时，宜注明所用仪器及其所属单位。',
    textEn:
      'Samples, data and the intellectual property in the results of the service belong to Party A. Results of joint research belong to whom a separate agreement in writing says, and to both parties where there is none. Party B may keep raw records for tracing its quality, and uses them for nothing else without the written consent of Party A. Publications of Party A should name the instrument and its holder.',
  },
  secrecy: {
    textZh:
      '双方对因服务知悉的对方商业秘密、技术秘密和个人信息负有保密义务，未经对方书面同意不得向第三方披露，法律、法规规定或者主管部门依法要求提供的除外。保密义务在服务结束后三年内继续有效；法律对保密期限另有规定的，从其规定。涉及国家秘密的样品和数据不得通过本平台委托。',
    textEn:
      'Each party keeps secret what it learns of the other’s business and technical secrets and of personal information, and discloses none of it without written consent, save where law or a competent authority requires it. The duty lasts three years beyond the service unless the law sets another period. Samples and data that are state secrets are not to be entrusted through this platform.',
  },
  damages: {
    textZh:
      '甲方因违反操作规程或者隐瞒样品性质造成仪器损坏、人身伤害的，应当承担修复费用和相应赔偿责任。乙方因过错造成甲方样品毁损或者结果错误的，应当免费重做；无法重做的，退还服务费用，并在样品的直接损失范围内赔偿。双方均不对间接损失承担责任，法律另有规定的除外。',
    textEn:
      'Party A bears the repair and the damage where it broke operating procedures or concealed the nature of samples and so damaged the instrument or injured somebody. Where Party B by its fault destroys samples or delivers wrong results, it repeats the service free of charge; where that cannot be done, it returns the fee and makes good the direct loss of the samples. Neither party is liable for indirect loss unless the law says otherwise.',
  },
  breach: {
    textZh:
      '甲方未按约定时间使用且未在乙方规定的期限内取消的，按公布的取消收费规则支付费用；逾期支付服务费用的，按同期贷款市场报价利率支付逾期利息。乙方未按约定提供服务的，应当优先重新安排时间，甲方也可以取消并收回已付费用。仪器突发故障不视为违约，乙方应当及时告知。',
    textEn:
      'Where Party A does not come and did not cancel in time, it pays by the published cancellation rule; on late payment it owes interest at the loan prime rate. Where Party B does not serve as agreed, it offers another time first, and Party A may cancel and have back what it paid. A sudden fault of the instrument is no breach; Party B tells of it without delay.',
  },
  disputes: {
    textZh:
      '因履行本合同发生争议的，双方先行协商；协商不成的，可以请科技主管部门调解；仍不能解决的，任何一方可以向仪器所在地有管辖权的人民法院提起诉讼。本合同自 {{today}} 起生效，以中文文本为准。',
    textEn:
      'The parties first negotiate a dispute, and may then ask the science and technology authority to mediate; where that fails, either may sue in the competent people’s court of the place of the instrument. This contract takes effect on {{today}}; its Chinese text prevails.',
  },
};
