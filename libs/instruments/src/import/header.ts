import type { AmountUnit } from './amount';
import { type Cell, cellText } from './reading';

/** Names of the columns a ledger may have, best first where several of them can stand side by side. */
const SYNONYMS = {
  assetNumber: [
    '资产编号',
    '设备编号',
    '仪器编号',
    '固定资产编号',
    '资产编码',
    '资产号',
    '设备号',
    'assetnumber',
  ],
  nameZh: ['仪器名称', '设备名称', '仪器设备名称', '资产名称', '中文名称', '名称', 'namezh'],
  nameEn: ['英文名称', '英文名', '外文名称', 'nameen'],
  model: ['规格型号', '型号规格', '型号', '规格', '规格及型号', 'model'],
  manufacturer: [
    '生产厂家',
    '制造商',
    '生产厂商',
    '生产制造商',
    '制造厂商',
    '厂家',
    '厂商',
    '品牌',
    'manufacturer',
  ],
  countryOfOrigin: ['国别', '产地', '产地国别', '原产国', '生产国别', 'countryoforigin'],
  originalValue: [
    '原值',
    '资产原值',
    '设备原值',
    '仪器原值',
    '账面原值',
    '购置金额',
    '单价',
    '金额',
    '价值',
    'originalvalue',
  ],
  acceptedOn: [
    '验收日期',
    '安装验收日期',
    '启用日期',
    '建账日期',
    '入账日期',
    '购置日期',
    '购入日期',
    '取得日期',
    'acceptedon',
  ],
  categoryCode: [
    '分类号',
    '分类编码',
    '仪器分类编码',
    '分类代码',
    '仪器分类号',
    '设备分类号',
    'categorycode',
  ],
  fundingClasses: [
    '经费来源',
    '资金来源',
    '购置经费来源',
    '主要购置经费来源',
    '经费渠道',
    'fundingclasses',
  ],
  address: [
    '存放地点',
    '安放地址',
    '存放位置',
    '安置地点',
    '安放地点',
    '放置地点',
    '地址',
    'address',
  ],
  regionCode: ['行政区划代码', '区划代码', '所在地区代码', 'regioncode'],
  contactName: ['保管人', '负责人', '联系人', '管理员', '机组负责人', '领用人', 'contactname'],
  contactPhone: ['联系电话', '电话', '联系方式', '手机', 'contactphone'],
} as const;

/** What a column of a ledger says about an instrument. */
export type LedgerField = keyof typeof SYNONYMS;

/** Without these a row cannot become an instrument. */
const REQUIRED: readonly LedgerField[] = [
  'assetNumber',
  'nameZh',
  'originalValue',
  'acceptedOn',
  'categoryCode',
  'fundingClasses',
];

/** Titles, notes and an approval line may stand above the header, not a whole page. */
const ROWS_SEARCHED = 30;

/** Where the header stands and which column (from 0) holds what. */
export interface LedgerHeader {
  rowIndex: number;
  columns: Partial<Record<LedgerField, number>>;
  amountUnit: AmountUnit | undefined;
  /** Required columns that are not there, by their usual names. */
  missing: string[];
}

/** Finds the header row below any title rows: the first row that names the asset number and two columns more. */
export function findHeader(rows: readonly (readonly Cell[])[]): LedgerHeader | null {
  const rowIndex = rows.slice(0, ROWS_SEARCHED).findIndex((row) => {
    const columns = mapColumns(row);
    return columns.assetNumber !== undefined && Object.keys(columns).length >= 3;
  });
  const row = rows[rowIndex];
  if (!row) return null;
  const columns = mapColumns(row);
  return {
    rowIndex,
    columns,
    amountUnit: unitOf(row[columns.originalValue ?? -1] ?? null),
    missing: REQUIRED.filter((field) => columns[field] === undefined).map(
      (field) => SYNONYMS[field][0],
    ),
  };
}

/** The usual Chinese name of a column, for messages. */
export const fieldNameZh = (field: LedgerField): string => SYNONYMS[field][0];

function mapColumns(row: readonly Cell[]): Partial<Record<LedgerField, number>> {
  const names = row.map(headerName);
  const found: Partial<Record<LedgerField, number>> = {};
  for (const field of Object.keys(SYNONYMS) as LedgerField[]) {
    const name = SYNONYMS[field].find((synonym) => names.includes(synonym));
    if (name !== undefined) found[field] = names.indexOf(name);
  }
  return found;
}

/** `* 原值（万元）` and `原 值(元)` are both 原值. */
const headerName = (cell: Cell): string =>
  cellText(cell)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\(.*?\)|\[.*?\]|[\s*:_-]|必填/g, '')
    .replace(/万?元$/, '');

function unitOf(cell: Cell): AmountUnit | undefined {
  const text = cellText(cell);
  if (text.includes('万元')) return 'ten-thousand-yuan';
  return text.includes('元') ? 'yuan' : undefined;
}
