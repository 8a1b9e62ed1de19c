import type { FieldError } from '@app/common';
import { fieldError } from '@app/http';
import {
  CONTRACT_CLAUSES,
  type ContractClauses,
  type ClauseText,
  type Placeholder,
  PLACEHOLDERS,
} from './contract-clauses';

const BRACES = /\{\{([^{}]*)\}\}/g;

const isKnown = (name: string): name is Placeholder => Object.hasOwn(PLACEHOLDERS, name);

/** Every placeholder that nothing can take the place of, and every brace left open, each at its text. */
export function templateFaults(clauses: ContractClauses): FieldError[] {
  return CONTRACT_CLAUSES.flatMap((clause) => {
    const { textZh, textEn } = clauses[clause];
    return [
      ...textFaults(textZh, `/clauses/${clause}/textZh`),
      ...textFaults(textEn ?? '', `/clauses/${clause}/textEn`),
    ];
  });
}

function textFaults(text: string, pointer: string): FieldError[] {
  const unknown = [...text.matchAll(BRACES)].flatMap(([whole, name = '']) =>
    isKnown(name.trim()) ? [] : [unknownPlaceholder(pointer, whole)],
  );
  const rest = text.replace(BRACES, '');
  if (!/\{\{|\}\}/.test(rest)) return unknown;
  const open = fieldError(
    pointer,
    'unclosed-placeholder',
    rest.match(/.{0,20}(\{\{|\}\}).{0,20}/)?.[0],
    {
      zh: '双花括号不成对；占位符须写成 {{名称}}',
      en: 'has double braces without their partner; a placeholder is written {{name}}',
    },
  );
  return [...unknown, open];
}

function unknownPlaceholder(pointer: string, value: string): FieldError {
  const known = Object.keys(PLACEHOLDERS).map((name) => `{{${name}}}`);
  return fieldError(pointer, 'unknown-placeholder', value, {
    zh: `不是可用的占位符，请改用：${known.join('、')}`,
    en: `is no placeholder; use one of ${known.join(', ')}`,
  });
}

/** The clauses with every placeholder replaced; they must be without {@link templateFaults}. */
export function renderClauses(
  clauses: ContractClauses,
  values: Readonly<Record<Placeholder, string>>,
): ContractClauses {
  const rendered = (text: string): string =>
    text.replace(BRACES, (whole, name: string) =>
      isKnown(name.trim()) ? values[name.trim() as Placeholder] : whole,
    );
  const clause = ({ textZh, textEn }: ClauseText): ClauseText => ({
    textZh: rendered(textZh),
    ...(textEn && { textEn: rendered(textEn) }),
  });
  return Object.fromEntries(
    CONTRACT_CLAUSES.map((name) => [name, clause(clauses[name])]),
  ) as ContractClauses;
}
