import { DomainError } from '@app/common';
import { type ExternalScheme, SCHEME_NAMES } from './duty.words';

/** Another instrument bears this number already; whose it is stays untold (409). */
export class ExternalNumberTaken extends DomainError {
  constructor(scheme: ExternalScheme, number: string, pointer: string) {
    const name = SCHEME_NAMES[scheme];
    const message = {
      zh: `${name.zh}的编号“${number}”已登记在另一台仪器上，请核对编号；如确属本仪器，请联系市科技局更正`,
      en: `another instrument bears number "${number}" of ${name.en}; check it, or ask the bureau to correct the other one`,
    };
    super({
      kind: 'conflict',
      code: 'external-number-taken',
      title: { zh: '外部编号已被占用', en: 'The number is taken' },
      detail: message,
      members: { errors: [{ pointer, code: 'taken', message }] },
    });
  }
}
