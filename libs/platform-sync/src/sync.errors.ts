import { DomainError } from '@app/common';

/** This process was told to stop, or another took the run over; whoever has it next continues it. */
export class RunInterrupted extends Error {
  override name = 'RunInterrupted';

  constructor() {
    super('the run is continued by another worker');
  }
}

/** The platform holds this content already. */
export class RecordAccepted extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'record-accepted',
      title: { zh: '该记录已被平台接收', en: 'The platform holds this record' },
      detail: {
        zh: '平台已接收该记录的当前内容，无需重新上报；修改记录后会自动上报。',
        en: 'The platform has accepted this content; a change to the record is sent by itself.',
      },
    });
  }
}
