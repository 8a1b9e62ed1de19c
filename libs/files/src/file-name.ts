import type { FileKind } from './file-kind';

const MAX_LENGTH = 200;
/** Control characters, and marks that turn the direction of writing and so hide what a name ends with. */
const HARMFUL = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * A sender's file name as it may be shown: the last part of a path, composed, without control and direction marks.
 * It is never part of a path here.
 */
export function shownFileName(given: string): string {
  const last = given.normalize('NFC').replace(HARMFUL, '').split(/[/\\]/).at(-1)?.trim() ?? '';
  return /^\.*$/.test(last) ? 'file' : [...last].slice(0, MAX_LENGTH).join('');
}

/** A file name that ends as its content demands, so that nobody opens it as something else. */
export function nameOfKind(given: string, { extensions }: FileKind): string {
  const name = shownFileName(given);
  const [usual = ''] = extensions;
  if (extensions.some((extension) => name.toLowerCase().endsWith(extension))) return name;
  return `${[...name].slice(0, MAX_LENGTH - usual.length).join('')}${usual}`;
}

/**
 * The Content-Disposition of a download: the name in UTF-8 for every browser of today, and in ASCII for the rest.
 * Source: RFC 6266, RFC 8187.
 */
export function attachmentOf(name: string): string {
  const shown = shownFileName(name);
  const ascii = shown.replace(/[^\x20-\x7e]|["%\\]/g, '_');
  const encoded = encodeURIComponent(shown).replace(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
