import { DomainError, type Text } from '@app/common';

/** An uploaded file is not taken (422); `reason` says why for programs, the message for people. */
export class FileRefused extends DomainError {
  constructor(reason: string, message: Text) {
    super({
      kind: 'rule',
      code: `file-${reason}`,
      title: { zh: '文件未被接收', en: 'The file was not taken' },
      detail: message,
      members: { errors: [{ pointer: '/file', code: reason, message }] },
    });
  }
}

const inMebibytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1);

/** The organisation's files would take more than it is given (422). */
export class FileQuotaExceeded extends DomainError {
  constructor({ usedBytes, quotaBytes }: { usedBytes: number; quotaBytes: number }) {
    const [used, quota] = [inMebibytes(usedBytes), inMebibytes(quotaBytes)];
    super({
      kind: 'rule',
      code: 'file-quota',
      title: { zh: '单位文件空间已满', en: 'The space for files is used up' },
      detail: {
        zh: `本单位文件已占用 ${used} MB，上限 ${quota} MB，放不下这个文件。请压缩后重试，或联系系统管理员扩容。`,
        en: `The files of your organisation take ${used} of ${quota} MB, and this one does not fit. Make it smaller, or ask the administrator of the system for more room.`,
      },
      members: { usedBytes, quotaBytes },
    });
  }
}
