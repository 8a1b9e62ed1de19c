import type { FieldError } from '@app/common';
import type { FileUse } from './instrument-file.entity';

/** The two collections of an instrument's files, told apart by who may read them. */
export const COLLECTIONS = {
  files: ['photo', 'document'],
  evidence: ['funding_evidence'],
} as const satisfies Record<string, readonly FileUse[]>;
export type Collection = keyof typeof COLLECTIONS;

/** How many of each an instrument may have: a page shows a dozen pictures. */
export const FILE_LIMITS: Readonly<Record<FileUse, number>> = {
  photo: 12,
  document: 20,
  funding_evidence: 20,
};

const PICTURES: readonly string[] = ['image/png', 'image/jpeg'];
const NAMES: Readonly<Record<FileUse, { zh: string; en: string }>> = {
  photo: { zh: '图片', en: 'pictures' },
  document: { zh: '资料', en: 'documents' },
  funding_evidence: { zh: '经费来源证明', en: 'papers of evidence' },
};

/**
 * What stands against a file becoming part of an instrument.
 *
 * @param file undefined when the holder has no such upload
 * @param present how many of that kind the instrument has
 */
export function attachmentFaults(
  id: string,
  kind: FileUse,
  file: { mediaType: string } | undefined,
  present: number,
): FieldError[] {
  if (!file) return [fileUnknown(id)];
  const faults: FieldError[] = [];
  if (kind === 'photo' && !PICTURES.includes(file.mediaType)) faults.push(noPicture(file));
  if (present >= FILE_LIMITS[kind]) faults.push(tooMany(kind));
  return faults;
}

const fileUnknown = (id: string): FieldError => ({
  pointer: '/fileId',
  code: 'file-unknown',
  message: {
    zh: `本单位没有上传过编号为“${id}”的文件，请先上传文件`,
    en: `your organisation has uploaded no file ${id}; upload it first`,
  },
});

const noPicture = ({ mediaType }: { mediaType: string }): FieldError => ({
  pointer: '/kind',
  code: 'not-a-picture',
  message: {
    zh: `这个文件（${mediaType}）不是图片；请选择 PNG 或 JPEG，或作为资料添加`,
    en: `this file (${mediaType}) is no picture; choose PNG or JPEG, or add it as a document`,
  },
});

const tooMany = (kind: FileUse): FieldError => ({
  pointer: '/fileId',
  code: 'too-many-files',
  message: {
    zh: `每台仪器最多 ${FILE_LIMITS[kind]} 份${NAMES[kind].zh}，请先移除一份`,
    en: `an instrument may have at most ${FILE_LIMITS[kind]} ${NAMES[kind].en}; take one away first`,
  },
});

/** The file is part of the instrument already. */
export const alreadyAttached = (): FieldError => ({
  pointer: '/fileId',
  code: 'already-attached',
  message: {
    zh: '这个文件已经属于该仪器；如需更改类别或说明，请先移除再添加',
    en: 'this file belongs to the instrument already; take it away first to change its kind or caption',
  },
});
