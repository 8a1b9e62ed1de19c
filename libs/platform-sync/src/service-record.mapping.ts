import type { DateTime } from 'luxon';
import type { Fen } from '@app/common';
import type { MappedRecord } from './platform-record';
import { cutBytes, hoursTenths, NOTHING, shanghaiHour, textOrNothing, yuan } from './nrii-text';

/** What the report needs to know of one completed service. */
export interface PlatformServiceRecord {
  orderId: string;
  /** Row version of the order, for display. */
  version: number;
  number: string;
  kind: 'slot' | 'sample' | 'offline';
  purpose: string;
  /** By which the platform knows it: our id, or the number it has there from somebody else. */
  instrumentId: string;
  instrumentNameZh: string;
  holderCreditCode: string;
  /** True when user and holder are the same organisation. */
  internal: boolean;
  userOrganisationNameZh: string;
  /** What was paid in the end: the lab's actual fee, else the quoted one. */
  amountFen: Fen;
  sampleCount: number | null;
  /** Actual use of a slot; the moment of completion for work without one. */
  startsAt: DateTime;
  endsAt: DateTime;
}

/** Our purposes in words for 服务内容. */
const PURPOSES: Readonly<Record<string, string>> = {
  concept_validation: '概念验证',
  pilot_test: '中试',
  experimental_development: '试验开发',
  testing: '检验检测',
  maturation: '成果熟化',
  other: '其他',
};

const INTERNAL_USER = 120;
const EXTERNAL_USER = 130;
/** serviceDirection 科技开发, which every named purpose is. */
const DEVELOPMENT = 136;
const OTHER_DIRECTION = 138;

const isOnSite = (kind: PlatformServiceRecord['kind']): boolean => kind === 'slot';

function contentOf(record: PlatformServiceRecord): string {
  return cutBytes(
    `${record.instrumentNameZh}：${PURPOSES[record.purpose] ?? PURPOSES.other ?? NOTHING}`,
    600,
  );
}

/** Hours of a slot; the number of samples of entrusted work, at least one. */
function quantityOf(record: PlatformServiceRecord): string {
  if (isOnSite(record.kind)) return hoursTenths(record.startsAt, record.endsAt);
  return String(record.sampleCount ?? 1);
}

/**
 * A completed service in the NRII field set (服务记录, instruType 6), one record per order. The applicant is named by
 * organisation only: person, telephone and mail are sent as 无, the least the field list allows.
 */
export function mapServiceRecord(record: PlatformServiceRecord): MappedRecord {
  return {
    kind: 'service_record',
    insCode: record.holderCreditCode,
    key: record.orderId,
    standing: 'open',
    fields: {
      innerId: record.instrumentId,
      amounts: yuan(record.amountFen),
      serviceTime: shanghaiHour(record.startsAt),
      endTime: shanghaiHour(record.endsAt),
      serviceAmount: quantityOf(record),
      serviceContent: contentOf(record),
      serviceWay: [isOnSite(record.kind) ? '占用共享' : '委托共享'],
      serviceType: record.internal ? INTERNAL_USER : EXTERNAL_USER,
      serviceDirection: record.purpose === 'other' ? OTHER_DIRECTION : DEVELOPMENT,
      subjectName: NOTHING,
      subjectIncome: NOTHING,
      subjectArea: NOTHING,
      applicant: NOTHING,
      applicantPhone: NOTHING,
      applicantEmail: NOTHING,
      applicantUnit: textOrNothing(record.userOrganisationNameZh, 100),
      signAgreement: '否',
      adressType: isOnSite(record.kind) ? '单位内' : NOTHING,
      moveAddress: NOTHING,
      serviceCode: record.number,
      record: NOTHING,
    },
  };
}
