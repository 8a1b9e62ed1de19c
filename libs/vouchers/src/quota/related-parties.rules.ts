/** How two organisations can belong together (关联单位), so that no voucher pays between them. */
export const RELATIONS_OF_PARTIES = [
  'same_credit_code',
  'same_legal_representative',
  'same_controller',
  'controls_other',
] as const;
export type PartyRelation = (typeof RELATIONS_OF_PARTIES)[number];

/** What decides whether an organisation is related to another; null is what nobody has told. */
export interface Party {
  nameZh: string;
  creditCode: string;
  legalRepresentative: string | null;
  controller: string | null;
}

/** Names as people type them: width, spaces and case do not make another name; empty for none. */
export const spelt = (name: string | null): string =>
  (name ?? '').normalize('NFKC').replaceAll(/\s+/gu, '').toUpperCase();

const isSame = (one: string | null, other: string | null): boolean =>
  spelt(one) !== '' && spelt(one) === spelt(other);

/**
 * Every way in which user organisation and provider belong together, none when they are strangers. What neither has
 * told makes nobody related; two people of one name are told as one, so whoever decides looks.
 */
export function relatedParties(user: Party, provider: Party): PartyRelation[] {
  const relations: Record<PartyRelation, boolean> = {
    same_credit_code: isSame(user.creditCode, provider.creditCode),
    same_legal_representative: isSame(user.legalRepresentative, provider.legalRepresentative),
    same_controller: isSame(user.controller, provider.controller),
    controls_other:
      isSame(user.controller, provider.nameZh) || isSame(provider.controller, user.nameZh),
  };
  return RELATIONS_OF_PARTIES.filter((relation) => relations[relation]);
}
