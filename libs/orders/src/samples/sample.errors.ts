import { DomainError, type FieldError, FieldsRefused } from '@app/common';
import { fieldError } from '@app/http';

/** The quote ran out before it was accepted (422). */
export class QuoteRanOut extends DomainError {
  constructor(validUntil: string) {
    super({
      kind: 'rule',
      code: 'quote-ran-out',
      title: { zh: '报价已过有效期', en: 'The quote has run out' },
      detail: {
        zh: `报价有效期至 ${validUntil}，已不能接受；请重新提交委托单，由实验室再次报价。`,
        en: `The quote was valid until ${validUntil}; place the order again for the lab to price it anew.`,
      },
      members: { validUntil },
    });
  }
}

/** The lab has revised the quote since the user organisation saw it (409). */
export class QuoteRevised extends DomainError {
  constructor(quoteVersion: number) {
    super({
      kind: 'conflict',
      code: 'quote-revised',
      title: { zh: '报价已被修订', en: 'The quote was revised' },
      detail: {
        zh: `实验室已修订报价（第 ${quoteVersion} 版），请刷新并核对后再接受。`,
        en: `The lab has revised the quote (version ${quoteVersion}): reload it and look again before you accept.`,
      },
      members: { quoteVersion },
    });
  }
}

/** Who prices a quote anew says why. */
export const revisedWithoutReason = (): FieldError =>
  fieldError('/reason', 'required', undefined, {
    zh: '修订报价须说明理由',
    en: 'a revised quote needs a reason',
  });

/** The date is the one that is promised already. */
export const promiseUnchanged = (date: string): FieldError =>
  fieldError('/promisedOn', 'unchanged', date, {
    zh: `承诺日期已是 ${date}，请选择其他日期`,
    en: `${date} is promised already; choose another day`,
  });

/** An order names an instrument or a provider, and not both (422). */
export const oneProvider = (): FieldsRefused =>
  new FieldsRefused([
    fieldError('/instrumentId', 'one-provider', undefined, {
      zh: '请指定一台仪器，或指定一家服务单位（providerOrganisationId），二者选一',
      en: 'name an instrument or a provider (providerOrganisationId), one of the two',
    }),
  ]);

/** The instrument takes no samples as it is not open to others now (422). */
export const instrumentNotListed = (instrumentId: string): FieldsRefused =>
  new FieldsRefused([
    fieldError('/instrumentId', 'instrument-not-listed', instrumentId, {
      zh: '该仪器目前不对外开放，请另选仪器或联系持有单位',
      en: 'is not open to users now: choose another instrument or ask its holder',
    }),
  ]);

/** Nobody of that id renders services: unknown, not verified, or an office (422). */
export const providerUnknown = (id: string, pointer = '/providerOrganisationId'): FieldsRefused =>
  new FieldsRefused([
    fieldError(pointer, 'provider-unknown', id, {
      zh: '不是已核验的服务单位，请从列表中选择',
      en: 'is no verified provider: choose one from the list',
    }),
  ]);

/** A report was ordered, and the order is completed only with it (422). */
export const reportMissing = (field: string): FieldsRefused =>
  new FieldsRefused([
    fieldError(`/${field}`, 'report-missing', undefined, {
      zh: '委托单要求出具报告，请填写报告编号、签发日期与文件的 SHA-256',
      en: 'a report was ordered: give its number, its date and the SHA-256 of its file',
    }),
  ]);

/** No report of this hash lies with the order, so that there is none to hand over (422). */
export const reportNotAttached = (sha256: string): FieldsRefused =>
  new FieldsRefused([
    fieldError('/reportSha256', 'report-not-attached', sha256, {
      zh: '不是本订单附件中报告的 SHA-256，请先将报告文件作为附件（类型：报告）添加到订单',
      en: 'is of no report attached to this order: attach the file as a report first',
    }),
  ]);

/** The hash is not one (422). */
export const notAHash = (value: string): FieldsRefused =>
  new FieldsRefused([
    fieldError('/reportSha256', 'not-a-hash', value, {
      zh: '须为 64 位十六进制的 SHA-256',
      en: 'must be a SHA-256 of 64 hexadecimal digits',
    }),
  ]);

/** Refuses a request with everything that is wrong with it. @throws FieldsRefused (422) */
export function refuse(problems: FieldError[]): void {
  if (problems.length > 0) throw new FieldsRefused(problems);
}
