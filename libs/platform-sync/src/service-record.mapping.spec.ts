import { DateTime } from 'luxon';
import { fen } from '@app/common';
import { mapServiceRecord, type PlatformServiceRecord } from './service-record.mapping';

const service: PlatformServiceRecord = {
  orderId: '019aa0b2-0000-7000-8000-00000000000a',
  version: 4,
  number: 'DD20261124-0001',
  kind: 'slot',
  purpose: 'testing',
  instrumentId: '019aa0b2-0000-7000-8000-000000000001',
  instrumentNameZh: '场发射扫描电子显微镜',
  holderCreditCode: '12330400470000000X',
  internal: false,
  userOrganisationNameZh: '嘉兴某某科技有限公司',
  amountFen: fen(128_050),
  sampleCount: null,
  startsAt: DateTime.fromISO('2026-11-24T01:10:00Z'),
  endsAt: DateTime.fromISO('2026-11-24T03:40:00Z'),
};

describe('mapServiceRecord', () => {
  it('reports a slot in hours, with civil hours of Shanghai', () => {
    expect(mapServiceRecord(service)).toMatchObject({
      kind: 'service_record',
      insCode: '12330400470000000X',
      key: service.orderId,
      fields: {
        innerId: service.instrumentId,
        amounts: '1280.50',
        serviceTime: '2026-11-24 09',
        endTime: '2026-11-24 11',
        serviceAmount: '2.5',
        serviceContent: '场发射扫描电子显微镜：检验检测',
        serviceWay: ['占用共享'],
        serviceType: 130,
        serviceDirection: 136,
        serviceCode: 'DD20261124-0001',
      },
    });
  });

  it('reports entrusted work in samples, one when nobody counted', () => {
    const { fields } = mapServiceRecord({ ...service, kind: 'sample', sampleCount: 12 });
    expect([fields.serviceAmount, fields.serviceWay]).toEqual(['12', ['委托共享']]);
    expect(mapServiceRecord({ ...service, kind: 'offline' }).fields.serviceAmount).toBe('1');
  });

  it('tells users of the holder from those outside', () => {
    expect(mapServiceRecord({ ...service, internal: true }).fields.serviceType).toBe(120);
  });

  it('names the applicant by organisation and no person', () => {
    const { fields } = mapServiceRecord(service);
    expect(fields.applicantUnit).toBe('嘉兴某某科技有限公司');
    expect([fields.applicant, fields.applicantPhone, fields.applicantEmail]).toEqual([
      '无',
      '无',
      '无',
    ]);
  });

  it('keeps the content within 600 bytes', () => {
    const { fields } = mapServiceRecord({ ...service, instrumentNameZh: '仪'.repeat(400) });
    expect(Buffer.byteLength(String(fields.serviceContent))).toBeLessThanOrEqual(600);
  });
});
