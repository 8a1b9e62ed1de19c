/** The first character of a name, as lists show it: 王小明 becomes 王*. A surname alone tells few people apart. */
export const maskName = (name: string): string => `${firstOf(name)}*`;

/** A telephone number as lists show it: 138****1234; of a short one the last two digits only. */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/^\s*\+86|\D/g, '');
  return digits.length >= 11
    ? `${digits.slice(0, 3)}****${digits.slice(-4)}`
    : `****${digits.slice(-2)}`;
}

/** An e-mail address as lists show it: z***@x.cn; the domain is mostly that of the organisation. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return at > 0 ? `${firstOf(email)}***${email.slice(at)}` : '***';
}

/** By code point: a rare character of a name is two UTF-16 units, half of it is not shown. */
const firstOf = (text: string): string => [...text.trim()][0] ?? '';
