import type { DateTime } from 'luxon';
import { civilMinuteOf, DomainError, type FieldError, FieldsRefused, isoInZone } from '@app/common';
import { fieldError } from '@app/http';

/** A filing names an instrument, a provider of the product or one by hand, and exactly one of them (422). */
export const oneOfThreeProviders = (): FieldsRefused =>
  new FieldsRefused([
    fieldError('/instrumentId', 'one-provider', undefined, {
      zh: '请指定一台仪器（instrumentId）、一家已登记的服务单位（providerOrganisationId）或手工填写服务机构（provider），三者选一',
      en: 'name an instrument (instrumentId), a provider of the product (providerOrganisationId) or one by hand (provider), one of the three',
    }),
  ]);

/** Nobody files a service that its own organisation renders (422). */
export const providerIsUser = (pointer: string): FieldError =>
  fieldError(pointer, 'provider-is-user', undefined, {
    zh: '服务机构与用户单位是同一单位，无需备案，请另选服务机构',
    en: 'is the user organisation itself, whose own services are not filed: name another provider',
  });

/** A provider that cannot sign in is asked by mail, and no address was given (422). */
export const contactMissing = (pointer = '/contactEmail'): FieldError =>
  fieldError(pointer, 'contact-missing', undefined, {
    zh: '服务机构在本系统没有可确认的账号，请填写其联系邮箱，系统将发送确认链接',
    en: 'nobody of the provider can sign in here: give its e-mail address, where the link to confirm is sent',
  });

/** The address is one of the user organisation's own people, who must not confirm for the provider (422). */
export const contactIsYours = (pointer: string, email: string): FieldError =>
  fieldError(pointer, 'contact-is-yours', email, {
    zh: '是本单位人员的邮箱，不能代服务机构确认，请填写服务机构的邮箱',
    en: 'belongs to a person of your own organisation, who cannot confirm for the provider: give the provider’s address',
  });

/** The people of the provider confirm signed in, so that no link is sent for it (422). */
export class ProviderAnswersHere extends DomainError {
  constructor() {
    super({
      kind: 'rule',
      code: 'provider-answers-here',
      title: { zh: '服务机构须登录确认', en: 'The provider confirms signed in' },
      detail: {
        zh: '该服务机构在本系统有账号，请其实验室人员登录后在订单中确认，不能通过链接确认。',
        en: 'The provider has people here: they sign in and confirm with the order. No link is sent for it.',
      },
    });
  }
}

/** Papers stand in for a provider only once it has been silent for a while (422). */
export class ProviderNotSilentYet extends DomainError {
  constructor(from: DateTime) {
    const said = civilMinuteOf(from);
    super({
      kind: 'rule',
      code: 'provider-not-silent-yet',
      title: { zh: '尚在等待服务机构确认', en: 'The provider may still answer' },
      detail: {
        zh: `服务机构仍在答复期内，${said} 后仍未答复方可提交替代证明；请先联系服务机构确认。`,
        en: `The provider may still answer: papers can stand in for it from ${said} on. Ask it to confirm meanwhile.`,
      },
      members: { from: isoInZone(from) },
    });
  }
}

/** The user organisation says that a service was rendered once its planned period is over (422). */
export class ServiceNotOver extends DomainError {
  constructor(endsAt: DateTime) {
    const said = civilMinuteOf(endsAt);
    super({
      kind: 'rule',
      code: 'service-not-over',
      title: { zh: '服务尚未结束', en: 'The service is not over' },
      detail: {
        zh: `计划服务期至 ${said}，期满后用户单位方可登记完成；提前完成的请由服务机构确认。`,
        en: `The service is planned until ${said}; the user organisation completes it after that, the provider at any time.`,
      },
      members: { endsAt: isoInZone(endsAt) },
    });
  }
}

/** Who completes a service for its provider shows the report (422). */
export const reportFileMissing = (): FieldsRefused =>
  new FieldsRefused([
    fieldError('/reportFileId', 'report-missing', undefined, {
      zh: '由用户单位登记完成的，须上传服务报告或交付证明',
      en: 'a user organisation completes a service with its report or another proof of delivery: upload it',
    }),
  ]);

/** What was said of the papers of an order that is completed stands (422). */
export const paperKept = (pointer: string): FieldError =>
  fieldError(pointer, 'paper-kept', undefined, {
    zh: '订单已完成，已提交的文件不能更换',
    en: 'the order is completed: a paper that is there is not replaced',
  });
