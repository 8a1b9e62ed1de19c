import { useCommonTexts } from '@/shared/i18n/common-texts';
import { formatFen } from '@/shared/money';
import type { ReactNode } from 'react';

type PriceLineProps = { listFen: number; voucherFen: number; ownFen: number; children?: ReactNode };

/** List price, voucher part and own part in one line; children say why a voucher does not apply. */
export function PriceLine({ listFen, voucherFen, ownFen, children }: PriceLineProps) {
  const texts = useCommonTexts();
  return (
    <>
      <dl className="price">
        <div>
          <dt>{texts('listPrice')}</dt>
          <dd>{formatFen(listFen)}</dd>
        </div>
        <div className={voucherFen > 0 ? 'price-voucher' : undefined}>
          <dt>{texts('voucherPart')}</dt>
          <dd>{voucherFen > 0 ? formatFen(-voucherFen) : formatFen(0)}</dd>
        </div>
        <div className="price-own">
          <dt>{texts('ownPart')}</dt>
          <dd>{formatFen(ownFen)}</dd>
        </div>
      </dl>
      {children}
    </>
  );
}
