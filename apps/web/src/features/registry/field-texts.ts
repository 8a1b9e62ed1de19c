import { defineTexts } from '@/shared/i18n/texts';

const FIELDS_ZH = {
  assetNumber: '资产编号',
  nameZh: '仪器名称',
  nameEn: '英文名称',
  categoryCode: '仪器类别',
  model: '规格型号',
  manufacturer: '生产厂商',
  countryOfOrigin: '产地国别',
  originalValueFen: '原值',
  fundingClasses: '资金来源',
  acceptedOn: '验收日期',
  regionCode: '所在地区',
  address: '安置地点',
  contactName: '联系人',
  contactPhone: '联系电话',
} as const;

const useFieldTexts = defineTexts('registration-field', {
  zh: FIELDS_ZH,
  en: {
    assetNumber: 'Asset number',
    nameZh: 'Name',
    nameEn: 'English name',
    categoryCode: 'Category',
    model: 'Model',
    manufacturer: 'Manufacturer',
    countryOfOrigin: 'Country of origin',
    originalValueFen: 'Original value',
    fundingClasses: 'Funding',
    acceptedOn: 'Accepted on',
    regionCode: 'Region',
    address: 'Location',
    contactName: 'Contact',
    contactPhone: 'Phone',
  },
});

/** Returns a function that names a field of a registration; an unknown one keeps its own name. */
export function useFieldName(): (field: string) => string {
  const texts = useFieldTexts();
  return (field) => (field in FIELDS_ZH ? texts(field as keyof typeof FIELDS_ZH) : field);
}
