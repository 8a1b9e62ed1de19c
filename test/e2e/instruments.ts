import { randomUUID } from 'node:crypto';
import type { ApiClient } from './api-client';

/** What the tests look at of an instrument. */
export interface Instrument {
  id: string;
  status: string;
  mustShare: boolean;
  reportDueOn?: string;
  statusReason?: string;
  assetNumber: string;
  holderId: string;
  version: number;
}

/** What a lab manager would type; the asset number is new. */
export const describeInstrument = (changes: object = {}): object => ({
  nameZh: '场发射扫描电子显微镜',
  assetNumber: randomUUID(),
  categoryCode: '010102',
  model: 'Sigma 300',
  manufacturer: 'ZEISS',
  countryOfOrigin: '德国',
  originalValueFen: 245_000_000,
  fundingClasses: ['fiscal_local'],
  acceptedOn: '2025-03-18',
  regionCode: '330402',
  address: '广穹路899号 理化楼 101',
  contactName: '王晓',
  contactPhone: '0573-83640000',
  ...changes,
});

/** Open every day from 08:00 to 20:00, so that no test depends on the day it runs. */
const EVERY_DAY = {
  weekly: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '08:00', to: '20:00' })),
  exceptions: [],
  onHolidays: 'open',
};

/** ¥600.00 an hour, from long ago. */
const FEES = { validFrom: '2020-01-01', lines: [{ kind: 'per_hour', amountFen: 60_000 }] };

/** Publishes opening hours, booking policy and fees; instant approval on a half-hour grid unless told otherwise. */
export async function publishTerms(
  lab: ApiClient,
  instrumentId: string,
  policy: object = {},
): Promise<void> {
  await lab.put(`/instruments/${instrumentId}/opening-hours`, EVERY_DAY);
  await lab.put(`/instruments/${instrumentId}/booking-policy`, {
    startGridMinutes: 30,
    lengthGridMinutes: 30,
    minMinutes: 30,
    maxMinutes: 480,
    noticeMinutes: 0,
    setUpMinutes: 0,
    cleanUpMinutes: 0,
    horizonDays: 60,
    approval: 'instant',
    checkInWindowMinutes: 15,
    ...policy,
  });
  await lab.put(`/instruments/${instrumentId}/fee-schedule`, FEES);
}

/** An instrument of the lab's organisation, described, submitted, approved and open for booking. */
export async function buildListed(
  lab: ApiClient,
  reviewer: ApiClient,
  parts: { description?: object; policy?: object } = {},
): Promise<Instrument> {
  const { id } = await lab.create<Instrument>(
    '/instruments',
    describeInstrument(parts.description),
  );
  await publishTerms(lab, id, parts.policy);
  await lab.command(`/instruments/${id}/submit`);
  return reviewer.command<Instrument>(`/instruments/${id}/approve`);
}
