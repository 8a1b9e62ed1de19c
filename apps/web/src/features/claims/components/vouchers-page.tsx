import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { vouchersQuery, type Voucher } from '@/shared/api/vouchers';
import { Empty } from '@/shared/components/empty';
import { Page } from '@/shared/components/page';
import { ListView } from '@/shared/components/query-view';
import { formatFen } from '@/shared/money';
import { useClaimTexts } from '../texts';

function percent(part: number, whole: number): string {
  return whole > 0 ? `${(100 * part) / whole}%` : '0%';
}

function VoucherCard({ voucher }: { voucher: Voucher }) {
  const texts = useClaimTexts();
  const { programmeNameZh, faceValueFen, availableFen, heldFen, capturedFen, expiresOn } = voucher;
  const parts = [
    { label: texts('available'), fen: availableFen },
    { label: texts('held'), fen: heldFen },
    { label: texts('captured'), fen: capturedFen },
  ];
  return (
    <article className="panel stack-tight voucher-card">
      <div className="row-between">
        <h2>{programmeNameZh}</h2>
        <span className="tag tag-gold">{texts('expires', { date: expiresOn })}</span>
      </div>
      <p className="muted">{texts('total', { amount: formatFen(faceValueFen) })}</p>
      <div className="voucher-bar" aria-hidden="true">
        <i className="voucher-used" style={{ width: percent(capturedFen, faceValueFen) }} />
        <i className="voucher-held" style={{ width: percent(heldFen, faceValueFen) }} />
      </div>
      <dl className="price">
        {parts.map(({ label, fen }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{formatFen(fen)}</dd>
          </div>
        ))}
      </dl>
    </article>
  );
}

function NoVouchers() {
  const texts = useClaimTexts();
  const action = (
    <Link to="/reservations" className="chip">
      {texts('toReservations')}
    </Link>
  );
  return <Empty title={texts('noVouchersTitle')} why={texts('noVouchersWhy')} action={action} />;
}

/** 创新券: what the organisation has, what is held by bookings and what is used. */
export function VouchersPage() {
  const texts = useClaimTexts();
  const query = useQuery(vouchersQuery);
  return (
    <Page title={texts('vouchersTitle')} lead={texts('vouchersLead')}>
      <ListView query={query} empty={<NoVouchers />}>
        {(vouchers) => (
          <div className="card-list">
            {vouchers.map((voucher) => (
              <VoucherCard key={voucher.id} voucher={voucher} />
            ))}
          </div>
        )}
      </ListView>
    </Page>
  );
}
