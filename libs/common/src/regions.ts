/** An administrative region; codes as in GB/T 2260, the two functional areas with codes of our own. */
export interface Region {
  code: string;
  nameZh: string;
  nameEn: string;
  provinceZh: string;
  level: 'municipality' | 'province' | 'prefecture' | 'county' | 'functional_area';
}

/** Prefix of every region code of Jiaxing. */
const JIAXING = '3304';

// prettier-ignore
const ROWS: readonly (readonly [string, string, string, string, Region['level']])[] = [
  ['310000', '上海市', 'Shanghai', '上海市', 'municipality'],
  ['320000', '江苏省', 'Jiangsu', '江苏省', 'province'],
  ['330000', '浙江省', 'Zhejiang', '浙江省', 'province'],
  ['340000', '安徽省', 'Anhui', '安徽省', 'province'],
  ['320100', '南京市', 'Nanjing', '江苏省', 'prefecture'],
  ['320200', '无锡市', 'Wuxi', '江苏省', 'prefecture'],
  ['320300', '徐州市', 'Xuzhou', '江苏省', 'prefecture'],
  ['320400', '常州市', 'Changzhou', '江苏省', 'prefecture'],
  ['320500', '苏州市', 'Suzhou (Jiangsu)', '江苏省', 'prefecture'],
  ['320600', '南通市', 'Nantong', '江苏省', 'prefecture'],
  ['320700', '连云港市', 'Lianyungang', '江苏省', 'prefecture'],
  ['320800', '淮安市', 'Huai\'an', '江苏省', 'prefecture'],
  ['320900', '盐城市', 'Yancheng', '江苏省', 'prefecture'],
  ['321000', '扬州市', 'Yangzhou', '江苏省', 'prefecture'],
  ['321100', '镇江市', 'Zhenjiang', '江苏省', 'prefecture'],
  ['321200', '泰州市', 'Taizhou (Jiangsu)', '江苏省', 'prefecture'],
  ['321300', '宿迁市', 'Suqian', '江苏省', 'prefecture'],
  ['330100', '杭州市', 'Hangzhou', '浙江省', 'prefecture'],
  ['330200', '宁波市', 'Ningbo', '浙江省', 'prefecture'],
  ['330300', '温州市', 'Wenzhou', '浙江省', 'prefecture'],
  ['330400', '嘉兴市', 'Jiaxing', '浙江省', 'prefecture'],
  ['330500', '湖州市', 'Huzhou', '浙江省', 'prefecture'],
  ['330600', '绍兴市', 'Shaoxing', '浙江省', 'prefecture'],
  ['330700', '金华市', 'Jinhua', '浙江省', 'prefecture'],
  ['330800', '衢州市', 'Quzhou', '浙江省', 'prefecture'],
  ['330900', '舟山市', 'Zhoushan', '浙江省', 'prefecture'],
  ['331000', '台州市', 'Taizhou (Zhejiang)', '浙江省', 'prefecture'],
  ['331100', '丽水市', 'Lishui', '浙江省', 'prefecture'],
  ['340100', '合肥市', 'Hefei', '安徽省', 'prefecture'],
  ['340200', '芜湖市', 'Wuhu', '安徽省', 'prefecture'],
  ['340300', '蚌埠市', 'Bengbu', '安徽省', 'prefecture'],
  ['340400', '淮南市', 'Huainan', '安徽省', 'prefecture'],
  ['340500', '马鞍山市', 'Ma\'anshan', '安徽省', 'prefecture'],
  ['340600', '淮北市', 'Huaibei', '安徽省', 'prefecture'],
  ['340700', '铜陵市', 'Tongling', '安徽省', 'prefecture'],
  ['340800', '安庆市', 'Anqing', '安徽省', 'prefecture'],
  ['341000', '黄山市', 'Huangshan', '安徽省', 'prefecture'],
  ['341100', '滁州市', 'Chuzhou', '安徽省', 'prefecture'],
  ['341200', '阜阳市', 'Fuyang', '安徽省', 'prefecture'],
  ['341300', '宿州市', 'Suzhou (Anhui)', '安徽省', 'prefecture'],
  ['341500', '六安市', 'Lu\'an', '安徽省', 'prefecture'],
  ['341600', '亳州市', 'Bozhou', '安徽省', 'prefecture'],
  ['341700', '池州市', 'Chizhou', '安徽省', 'prefecture'],
  ['341800', '宣城市', 'Xuancheng', '安徽省', 'prefecture'],
  ['330402', '南湖区', 'Nanhu District', '浙江省', 'county'],
  ['330411', '秀洲区', 'Xiuzhou District', '浙江省', 'county'],
  ['330421', '嘉善县', 'Jiashan County', '浙江省', 'county'],
  ['330424', '海盐县', 'Haiyan County', '浙江省', 'county'],
  ['330481', '海宁市', 'Haining City', '浙江省', 'county'],
  ['330482', '平湖市', 'Pinghu City', '浙江省', 'county'],
  ['330483', '桐乡市', 'Tongxiang City', '浙江省', 'county'],
  ['330400-F1', '嘉兴经济技术开发区', 'Jiaxing Economic and Technological Development Zone', '浙江省', 'functional_area'],
  ['330400-F2', '浙江乍浦经济开发区（嘉兴港区）', 'Zhejiang Zhapu Economic Development Zone (Jiaxing Port Area)', '浙江省', 'functional_area'],
];

/** The regions of the Yangtze Delta and the counties and functional areas of Jiaxing. */
export const REGIONS: readonly Region[] = ROWS.map(([code, nameZh, nameEn, provinceZh, level]) => ({
  code,
  nameZh,
  nameEn,
  provinceZh,
  level,
}));

const byCode = new Map(REGIONS.map((region) => [region.code, region]));

/** The region of a code, or undefined when the list does not have it. */
export const findRegion = (code: string): Region | undefined => byCode.get(code);

/** True for a location in Jiaxing; vouchers pay for instruments located elsewhere. Source: 嘉政办发〔2026〕4号, measure 十二. */
export const isInJiaxing = (code: string): boolean => code.startsWith(JIAXING);
