/** ISO 7064 MOD 11-2, the check of Chinese identity numbers: one character, 0–9 or X, catches any single slip. */
function checkCharacter(digits: string): string {
  const sum = [...digits].reduce((total, digit) => ((total + Number(digit)) * 2) % 11, 0);
  const value = (12 - sum) % 11;
  return value === 10 ? 'X' : String(value);
}

function sayableNumber(prefix: string, year: number, serial: number): string {
  const yy = String(year % 100).padStart(2, '0');
  const padded = String(serial).padStart(6, '0');
  return `${prefix}${yy}-${padded}-${checkCharacter(yy + padded)}`;
}

/** The number people say for an order: `JX26-000123-4`, from the year (two digits) and a serial. */
export const orderNumber = (year: number, serial: number): string =>
  sayableNumber('JX', year, serial);

/** The number people say for a statement (结算单): `JS26-000123-4`, made as an order's. */
export const statementNumber = (year: number, serial: number): string =>
  sayableNumber('JS', year, serial);

/** True for a well-formed number whose check character holds. */
export function isOrderNumber(text: string): boolean {
  const match = /^JX(\d{2})-(\d{6,})-([\dX])$/.exec(text);
  return match !== null && checkCharacter(`${match[1]}${match[2]}`) === match[3];
}
