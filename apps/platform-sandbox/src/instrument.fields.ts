import {
  date,
  decimal,
  form,
  listOf,
  oneOf,
  optional,
  required,
  text,
  type FieldRule,
} from './field-rules';

/** The 62 level-1 subjects of GB/T 13745. */
// prettier-ignore
const SUBJECTS = [
  '数学', '信息科学与系统科学', '力学', '物理学', '化学', '天文学', '地球科学', '生物学', '心理学', '农学', '林学',
  '畜牧、兽医科学', '水产学', '基础医学', '临床医学', '预防医学与公共卫生学', '军事医学与特种医学', '药学', '中医学与中药学',
  '工程与技术科学基础学科', '信息与系统科学相关工程与技术', '自然科学相关工程与技术', '测绘科学技术', '材料科学', '矿山工程技术',
  '冶金工程技术', '机械工程', '动力与电气工程', '能源科学技术', '核科学技术', '电子与通信技术', '计算机科学技术', '化学工程',
  '产品应用相关工程与技术', '纺织科学技术', '食品科学技术', '土木建筑工程', '水利工程', '交通运输工程', '航空、航天科学技术',
  '环境科学技术及资源科学技术', '安全科学技术', '管理学', '马克思主义', '哲学', '宗教学', '语言学', '文学', '艺术学', '历史学',
  '考古学', '经济学', '政治学', '法学', '军事学', '社会学', '民族学与文化学', '新闻学与传播学', '图书馆、情报与文献学', '教育学',
  '体育科学', '统计学',
];

const FUNDS = ['中央财政资金', '地方财政资金', '单位自有资金', '其他资金'];

/** Fields of an instrument (单台套, instruType 4) with the limits of the national platform. */
export const INSTRUMENT_FIELDS: readonly FieldRule[] = [
  required('cname', '仪器设备名称', text(100)),
  required('ename', '英文名称', text(100)),
  required('instrBelongsType', '所属资源载体类型', oneOf([1, 2, 4, 6, 7, 8])),
  required('instrBelongsName', '所属资源载体', text(100)),
  required('resourceName', '资源载体名称', text(100)),
  required('insideDepart', '所属单位内部门', text(100)),
  required('instrCategory', '仪器分类编码', form(/^\d{6}$/, '应为6位数字')),
  required('province', '安放地址省', text(30)),
  required('city', '安放地址市', text(30)),
  required('county', '安放地址县', text(30)),
  required('street', '安放地址街道', text(100)),
  optional('address', '安放地址', text(200)),
  required('worth', '原值（万元）', decimal(2)),
  required('instrSource', '设备来源', oneOf(['购置', '研制', '赠送', '其他'])),
  required('type', '仪器类别', oneOf(['专用', '通用'])),
  required('subject', '主要学科领域', listOf(SUBJECTS, 1, 4)),
  required('nation', '产地国别', text(50)),
  required('instrVersion', '规格型号', text(100)),
  required('manufacturer', '生产制造商', text(50)),
  required('beginDate', '建账日期', date),
  required('technical', '主要技术指标', text(500)),
  required('function', '主要功能', text(300)),
  required('serviceContent', '服务内容', text(200)),
  required('requirement', '对外开放共享规定', text(500)),
  required('fee', '参考收费标准', text(500)),
  required('achievement', '服务典型成果', text(500)),
  optional('serviceUrl', '预约服务网址', form(/^https?:\/\/.{1,92}$/, '应为100个字符以内的网址')),
  required('instrSupervise', '海关监管情况', oneOf(['是', '否'])),
  optional('runMachine', '年总运行机时', decimal(2)),
  optional('serviceMachine', '年服务机时', decimal(2)),
  required('funds', '主要购置经费来源', listOf(FUNDS, 1, FUNDS.length)),
  required('contact', '联系人', text(20)),
  required('phone', '联系电话', text(20)),
  optional('email', '电子邮箱', text(50)),
  optional('postalcode', '邮政编码', form(/^\d{6}$/, '应为6位数字')),
  optional('image', '图片', form(/^https?:\/\/\S+$/, '应为网址')),
  required('auditStatus', '审核状态', oneOf([-1])),
];
