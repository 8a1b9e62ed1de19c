import {
  bytes,
  decimal,
  hour,
  listOf,
  oneOf,
  optional,
  required,
  text,
  type FieldRule,
} from './field-rules';

const SERVICE_WAYS = ['占用共享', '技术共享', '委托共享', '远程共享', '其他'];

/** Fields of a service record (服务记录, instruType 6); `adressType` is spelled so at the national platform. */
export const SERVICE_RECORD_FIELDS: readonly FieldRule[] = [
  required('innerId', '所在单位仪器编号', text(150)),
  required('amounts', '服务金额（元）', decimal(2)),
  required('serviceTime', '服务开始时间', hour),
  required('endTime', '服务结束时间', hour),
  required('serviceAmount', '服务量', decimal(1)),
  required('serviceContent', '服务内容', bytes(600)),
  required('serviceWay', '服务方式', listOf(SERVICE_WAYS, 1, SERVICE_WAYS.length)),
  required('serviceType', '服务类型', oneOf([120, 130])),
  required('serviceDirection', '服务方向', oneOf([135, 136, 137, 138])),
  required('subjectName', '课题名称', text(200)),
  required('subjectIncome', '课题经费来源', text(100)),
  required('subjectArea', '课题学科领域', text(100)),
  required('applicant', '申请人', text(50)),
  required('applicantPhone', '申请人电话', text(50)),
  required('applicantEmail', '申请人邮箱', text(50)),
  required('applicantUnit', '申请人单位', text(100)),
  optional('comment', '评价', oneOf(['非常满意', '基本满意', '一般', '不满意', '极差'])),
  required('signAgreement', '是否签订合同', oneOf(['是', '否'])),
  required('adressType', '使用地点', oneOf(['单位内', '单位外', '无'])),
  required('moveAddress', '移动地址', text(100)),
  required('serviceCode', '服务编号', text(100)),
  required('record', '税务备案', text(100)),
];
