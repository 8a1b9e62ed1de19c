import { SelectField } from '@/shared/components/text-field';
import { useLanguage } from '@/shared/i18n/language';
import type { Region } from '../api';
import { useEntryTexts } from '../texts';

type RegionFieldsProps = {
  regions: Region[];
  value: string;
  onChange: (code: string) => void;
  error: string | null;
};

const isProvince = ({ level }: Region) => level === 'province' || level === 'municipality';

/** Province first, then the place within it; Jiaxing's counties and zones stand among the cities of Zhejiang. */
export function RegionFields({ regions, value, onChange, error }: RegionFieldsProps) {
  const texts = useEntryTexts();
  const language = useLanguage();
  const named = (region: Region) => ({
    value: region.code,
    label: language === 'zh' ? region.nameZh : region.nameEn,
  });
  const provinces = regions.filter(isProvince);
  const chosen = regions.find(({ code }) => code === value);
  const province = provinces.find(({ nameZh }) => nameZh === chosen?.provinceZh);
  const placesOf = (provinceZh: string | undefined) => {
    const within = regions.filter((region) => region.provinceZh === provinceZh);
    const places = within.filter((region) => !isProvince(region));
    return places.length > 0 ? places : within;
  };
  const moveTo = (code: string) => {
    const first = placesOf(provinces.find((one) => one.code === code)?.nameZh)[0];
    onChange(first?.code ?? code);
  };
  return (
    <div className="field-row">
      <SelectField
        label={texts('province')}
        value={province?.code ?? ''}
        options={provinces.map(named)}
        onChange={moveTo}
      />
      <SelectField
        label={texts('region')}
        value={value}
        options={placesOf(province?.nameZh).map(named)}
        onChange={onChange}
        error={error}
      />
    </div>
  );
}
