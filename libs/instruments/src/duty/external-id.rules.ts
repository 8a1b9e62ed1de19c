import type { FieldError } from '@app/common';
import { fieldError } from '@app/http';
import type { ExternalIdFields } from './external-id.dto';

/** What of a list of registrations elsewhere may be refused although each field is well-formed. */
export function externalIdFaults(externalIds: readonly ExternalIdFields[]): FieldError[] {
  const seen = new Set<string>();
  return externalIds.flatMap(({ scheme, number, url }, index) => {
    const at = `/externalIds/${index}`;
    const repeated = seen.has(scheme);
    seen.add(scheme);
    return [
      ...(repeated
        ? [
            fieldError(`${at}/scheme`, 'repeated', scheme, {
              zh: '重复出现，每个平台只能登记一次，请合并为一条',
              en: 'stands in the list twice; give each register once',
            }),
          ]
        : []),
      ...(number || url
        ? []
        : [
            fieldError(`${at}/number`, 'required', undefined, {
              zh: '编号和网址至少填写一项',
              en: 'is required unless there is an address',
            }),
          ]),
      ...(url && !isWebAddress(url)
        ? [
            fieldError(`${at}/url`, 'web-address', url, {
              zh: '须为 http:// 或 https:// 开头的网址',
              en: 'must be an address that starts with http:// or https://',
            }),
          ]
        : []),
    ];
  });
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}
