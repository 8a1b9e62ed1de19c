import type { Text } from '@app/common';
import type { ObjectType } from './access-row';

const NAMES: Record<ObjectType, Text> = {
  organisation: { zh: '单位', en: 'organisation' },
  member: { zh: '成员', en: 'member' },
  invitation: { zh: '邀请', en: 'invitation' },
  session: { zh: '登录会话', en: 'session' },
  identity: { zh: '第三方登录身份', en: 'linked identity' },
  'api-key': { zh: '接口密钥', en: 'API key' },
  file: { zh: '文件', en: 'file' },
  'payee-account': { zh: '收款账户', en: 'payee account' },
  delegation: { zh: '授权委托', en: 'delegation' },
  'provider-admission': { zh: '服务机构入库申请', en: 'provider admission' },
  instrument: { zh: '仪器', en: 'instrument' },
  lab: { zh: '机组', en: 'lab' },
  'import-run': { zh: '导入任务', en: 'import run' },
  exemption: { zh: '免共享申请', en: 'exemption' },
  'reservation-series': { zh: '系列预约', en: 'series of reservations' },
  hold: { zh: '占位', en: 'hold' },
  reservation: { zh: '预约', en: 'reservation' },
  'user-group': { zh: '用户组', en: 'user group' },
  qualification: { zh: '上机资格', en: 'qualification' },
  proposal: { zh: '改期方案', en: 'proposal' },
  'waiting-entry': { zh: '候补登记', en: 'waiting list entry' },
  'maintenance-plan': { zh: '维护计划', en: 'maintenance plan' },
  downtime: { zh: '停机记录', en: 'downtime' },
  order: { zh: '订单', en: 'order' },
  'change-order': { zh: '变更单', en: 'change order' },
  'calendar-feed': { zh: '日历订阅', en: 'calendar feed' },
  webhook: { zh: '消息推送地址', en: 'webhook' },
  'usage-record': { zh: '使用记录', en: 'usage record' },
  invoice: { zh: '发票', en: 'invoice' },
  receipt: { zh: '到款', en: 'receipt' },
  'voucher-programme': { zh: '创新券年度方案', en: 'voucher programme' },
  voucher: { zh: '创新券', en: 'voucher' },
  claim: { zh: '兑付申请', en: 'claim' },
  'payment-batch': { zh: '拨付批次', en: 'payment batch' },
  'sync-run': { zh: '数据上报批次', en: 'sync run' },
  'sync-item': { zh: '数据上报明细', en: 'sync item' },
};

/** What the reader calls an object of this type. */
export const objectName = (type: ObjectType): Text => NAMES[type];
