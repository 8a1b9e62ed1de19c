/** Names of the columns a ledger may have, best first where several of them can stand side by side. */
const SYNONYMS = {
  assetNumber: [
    ...['资产编号', '设备编号', '仪器编号', '固定资产编号', '资产编码', '资产号', '设备号'],
    ...['卡片编号', '仪器设备编号', '所在单位仪器编号', '单位内部编号', '资产卡片编号'],
    ...['assetnumber', 'innerid'],
  ],
  nameZh: [
    ...['仪器名称', '设备名称', '仪器设备名称', '资产名称', '中文名称', '仪器中文名称', '名称'],
    ...['namezh', 'cname'],
  ],
  nameEn: ['英文名称', '英文名', '外文名称', '仪器英文名称', 'nameen', 'ename'],
  serialNumber: ['出厂编号', '序列号', '出厂号', '机身号', '设备序列号', 'sn', 'serialnumber'],
  model: [
    '规格型号',
    '型号规格',
    '型号',
    '规格',
    '规格及型号',
    '仪器型号',
    'model',
    'instrversion',
  ],
  manufacturer: [
    ...['生产厂家', '制造商', '生产厂商', '生产制造商', '制造厂商', '厂家', '厂商', '品牌'],
    'manufacturer',
  ],
  countryOfOrigin: ['国别', '产地', '产地国别', '原产国', '生产国别', 'countryoforigin', 'nation'],
  originalValue: [
    ...['原值', '资产原值', '设备原值', '仪器原值', '账面原值', '购置金额', '单价', '金额', '价值'],
    ...['仪器设备原值', '价格', 'originalvalue', 'worth'],
  ],
  currency: ['币种', '货币', '币别', 'currency'],
  acceptedOn: [
    ...['验收日期', '安装验收日期', '安装使用验收日期', '验收时间', '启用日期', '启用时间'],
    ...['投入使用日期', '购置日期', '购置时间', '购入日期', '取得日期', '建账日期', '入账日期'],
    ...['acceptedon', 'begindate'],
  ],
  bookedOn: [
    '建账日期',
    '入账日期',
    '入账时间',
    '财务入账日期',
    '记账日期',
    'bookedon',
    'begindate',
  ],
  categoryCode: [
    ...['分类号', '分类编码', '仪器分类编码', '分类代码', '仪器分类号', '设备分类号'],
    ...['仪器分类代码', '仪器设备分类编码', 'categorycode', 'instrcategory'],
  ],
  fundingClasses: [
    ...['经费来源', '资金来源', '购置经费来源', '主要购置经费来源', '经费渠道', '采购经费来源'],
    ...['fundingclasses', 'funds'],
  ],
  acquisition: ['设备来源', '取得方式', '来源', '仪器来源', 'acquisition', 'instrsource'],
  instrumentType: ['仪器类别', '仪器类型', '设备类别', 'instrumenttype', 'type'],
  department: [
    ...['使用部门', '所属部门', '所属单位内部门', '使用单位', '管理部门', '领用单位', '部门'],
    ...['department', 'insidedepart'],
  ],
  carrierKind: ['所属资源载体', '资源载体类型', 'carrierkind', 'instrbelongstype'],
  carrierName: ['所属资源载体名称', '资源载体名称', 'carriername', 'instrbelongsname'],
  subjects: ['主要学科领域', '学科领域', '所属学科', '学科', '学科代码', 'subjects', 'subject'],
  uses: ['使用方向', '用途', '主要用途', '使用性质', 'uses'],
  services: ['服务方式', '共享方式', '服务模式', 'services'],
  specification: [
    '主要技术指标',
    '技术指标',
    '主要技术参数',
    '技术参数',
    'specification',
    'technical',
  ],
  functions: ['主要功能', '功能', '主要功能及应用范围', '功能应用范围', 'functions', 'function'],
  serviceContent: ['服务内容', '主要服务内容', '服务项目', 'servicecontent'],
  userNotice: [
    ...['用户须知', '对外开放共享规定', '开放共享规定', '共享规定', 'usernotice', 'requirement'],
  ],
  achievements: ['服务典型成果', '典型成果', '服务成果', 'achievements', 'achievement'],
  customsSupervised: [
    '海关监管情况',
    '海关监管',
    '是否海关监管',
    'customssupervised',
    'instrsupervise',
  ],
  declarationNumber: ['报关单编号', '进口报关单编号', '报关单号', 'declarationnumber'],
  itemNumber: ['报关单项号', '项号', 'itemnumber'],
  importedOn: ['进口日期', '进口时间', 'importedon', 'importdate'],
  formName: ['报关单品名', '报关品名', 'formname'],
  address: [
    ...['存放地点', '安放地址', '存放位置', '安置地点', '安放地点', '放置地点', '存放地址'],
    ...['详细地址', '地址', 'address', 'street'],
  ],
  regionCode: ['行政区划代码', '区划代码', '所在地区代码', '安放地区划代码', 'regioncode'],
  postalCode: ['邮政编码', '邮编', 'postalcode'],
  longitude: ['经度', 'longitude', 'lng', 'lon'],
  latitude: ['纬度', 'latitude', 'lat'],
  tags: ['标签', '关键词', '关键字', 'tags'],
  units: ['工位数', '通道数', '工位', 'units'],
  onlineBooking: ['在线预约', '可在线预约', '是否在线预约', 'onlinebooking'],
  contactName: [
    ...['联系人', '保管人', '负责人', '管理员', '机组负责人', '领用人', '仪器负责人'],
    ...['contactname', 'contact'],
  ],
  contactPhone: ['联系电话', '电话', '联系方式', '手机', '联系人电话', 'contactphone', 'phone'],
  contactEmail: ['邮箱', '电子邮箱', '电子邮件', '联系邮箱', '联系人邮箱', 'email', 'contactemail'],
  assetCloudNumber: ['资产云编号', '资产云卡片编号', '卡片编号', 'assetcloudnumber'],
  zjPlatformNumber: [
    ...['省大仪平台编号', '大仪平台编号', '省平台编号', '浙江省大型科研仪器开放共享平台编号'],
    ...['平台编号', 'zjplatformnumber'],
  ],
  nriiNumber: ['国家网络管理平台编号', '国家平台编号', 'nrii编号', 'nriinumber', 'nrii'],
  regionalNumber: ['长三角平台编号', '区域平台编号', 'regionalnumber'],
  classified: ['涉密', '是否涉密', '密级', '涉密情况', 'classified'],
} as const;

/** What a column of a ledger says about an instrument. */
export type LedgerField = keyof typeof SYNONYMS;
export const LEDGER_FIELDS = Object.keys(SYNONYMS) as LedgerField[];

/** Without these a row cannot become an instrument. */
export const REQUIRED_FIELDS: readonly LedgerField[] = [
  'assetNumber',
  'nameZh',
  'originalValue',
  'acceptedOn',
  'categoryCode',
  'fundingClasses',
];

/** The usual Chinese name of a column, for messages and for the headers of exports. */
export const fieldNameZh = (field: LedgerField): string => SYNONYMS[field][0];

/** What a header is compared by: `* 原值（万元）` and `原 值(元)` are both 原值. */
export const headerName = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\(.*?\)|\[.*?\]|[\s*:_-]|必填/g, '')
    .replace(/万?元$/, '');

/**
 * Which column (from 0) holds what, by the names in a header row; a column holds one thing only, the first of
 * {@link LEDGER_FIELDS} that claims it. So 建账日期 is the date of acceptance where a ledger has no better one.
 */
export function columnsByName(headers: readonly string[]): Map<LedgerField, number> {
  const names = headers.map(headerName);
  const found = new Map<LedgerField, number>();
  const taken = new Set<number>();
  for (const field of LEDGER_FIELDS) {
    const column = SYNONYMS[field]
      .map((synonym) => names.indexOf(synonym))
      .find((index) => index >= 0 && !taken.has(index));
    if (column === undefined) continue;
    found.set(field, column);
    taken.add(column);
  }
  return found;
}
