import { DomainError, type Text } from '@app/common';

/** A calendar file that cannot be read as a whole; what is wrong with single rows is told row by row instead (422). */
export class CalendarFileRefused extends DomainError {
  constructor(reason: string, message: Text) {
    super({
      kind: 'rule',
      code: `calendar-${reason}`,
      title: { zh: '日历文件无法导入', en: 'The calendar file cannot be imported' },
      detail: message,
      members: { errors: [{ pointer: '/file', code: reason, message }] },
    });
  }
}
