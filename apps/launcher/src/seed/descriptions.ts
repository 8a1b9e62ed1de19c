import type { OrganisationKey } from './cast';
import type { CatalogueEntry } from './catalogue';

/** What instruments of a group of categories are for, as their holders would say it. */
interface Purpose {
  functions: string;
  serviceContent: string;
  /** Codes of GB/T 13745. */
  subjects: readonly string[];
  tags: readonly string[];
}

/** By the first digits of the category; the longest that fits decides. */
const PURPOSES: Readonly<Record<string, Purpose>> = {
  '0101': {
    functions: '观察材料的微观形貌与结构，分析微区成分',
    serviceContent: '形貌观察、能谱分析、薄膜截面测量',
    ...{ subjects: ['430', '140'], tags: ['电镜', '微观形貌'] },
  },
  '0102': {
    functions: '有机物与元素的定性、定量分析',
    serviceContent: '未知物鉴定、痕量元素与残留物检测',
    ...{ subjects: ['150', '610'], tags: ['质谱', '成分分析'] },
  },
  '0103': {
    functions: '物相、晶体结构与表面元素分析',
    serviceContent: '物相鉴定、残余应力与表面价态分析',
    ...{ subjects: ['430', '150'], tags: ['X射线'] },
  },
  '0104': {
    functions: '分子结构与官能团的光谱分析',
    serviceContent: '成分鉴定、官能团分析、吸光度测定',
    ...{ subjects: ['150'], tags: ['光谱'] },
  },
  '0105': {
    functions: '混合物的分离与定量',
    serviceContent: '含量测定、杂质分析、残留检测',
    ...{ subjects: ['150', '350'], tags: ['色谱', '成分分析'] },
  },
  '0108': {
    functions: '表面与细胞的光学、探针显微成像',
    serviceContent: '三维形貌测量、荧光成像',
    ...{ subjects: ['430', '180'], tags: ['显微镜'] },
  },
  '0109': {
    functions: '材料受热时的热效应与质量变化测量',
    serviceContent: '玻璃化转变、熔点与热稳定性测定',
    ...{ subjects: ['430'], tags: ['热分析'] },
  },
  '0110': {
    functions: '核酸、蛋白与细胞的定量分析',
    serviceContent: '基因表达定量、细胞分选与计数',
    ...{ subjects: ['180', '310'], tags: ['生命科学'] },
  },
  '01': {
    functions: '化学与生物样品的结构和性能分析',
    serviceContent: '样品制备、测试与数据解析',
    ...{ subjects: ['150', '180'], tags: ['分析'] },
  },
  '02': {
    functions: '材料力学与物理性能测试',
    serviceContent: '拉伸、压缩、老化与表面性能试验',
    ...{ subjects: ['430', '460'], tags: ['力学性能'] },
  },
  '03': {
    functions: '零部件几何量精密测量',
    serviceContent: '尺寸、形位公差测量与测量方案设计',
    ...{ subjects: ['460'], tags: ['精密测量'] },
  },
  '04': {
    functions: '电子与通信产品的电学、电磁兼容测试',
    serviceContent: '研发摸底测试与整改咨询',
    ...{ subjects: ['510'], tags: ['电磁兼容'] },
  },
  '11': {
    functions: '零部件内部结构的无损检测',
    serviceContent: '缺陷分析、三维重构与尺寸比对',
    ...{ subjects: ['460', '430'], tags: ['无损检测'] },
  },
  '12': {
    functions: '工艺开发与小批量试制',
    serviceContent: '工艺验证、中试放大与试制样品评价',
    ...{ subjects: ['540', '530'], tags: ['中试', '概念验证'] },
  },
};

const ANY: Purpose = {
  functions: '科研与产品开发中的测试与试验',
  serviceContent: '测试、试验与数据解析',
  ...{ subjects: ['410'], tags: [] },
};

/** Where each holder's house stands, WGS 84. */
const PLACES: Partial<Record<OrganisationKey, readonly [latitude: number, longitude: number]>> = {
  university: [30.745, 120.78],
  textile: [30.765, 120.709],
  machining: [30.831, 120.926],
  shanghai: [31.221, 121.544],
  suzhou: [31.299, 120.735],
  hangzhou: [30.204, 120.21],
};

const NOTICE = '请提前预约；样品须干燥、无放射性，危险样品请先与机组联系。测试结果仅对来样负责。';

/** Columns of an instrument that tell what it is for and where it stands. */
export function descriptionColumns(
  holder: OrganisationKey,
  [, , categoryCode, , , , , , , prices]: CatalogueEntry,
): Record<string, unknown> {
  const [latitude, longitude] = PLACES[holder] ?? [null, null];
  const purpose = PURPOSES[categoryCode.slice(0, 4)] ?? PURPOSES[categoryCode.slice(0, 2)] ?? ANY;
  return {
    acquisition: 'purchased',
    instrument_type: categoryCode.startsWith('12') ? 'special' : 'general',
    department: '分析测试中心',
    subjects: purpose.subjects,
    services: prices.per_sample ? ['slot', 'sample'] : ['slot'],
    functions: purpose.functions,
    service_content: purpose.serviceContent,
    user_notice: NOTICE,
    tags: purpose.tags,
    ...{ latitude, longitude },
  };
}
