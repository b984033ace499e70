/** A whole number as JSON holds it: a number while safe, its digits as a string beyond 2^53. */
export type JsonInteger = number | string;

/** JSON's common readers keep doubles, exact up to 2^53 (RFC 8259, section 6). */
export function jsonInteger(value: bigint | number): JsonInteger {
  if (typeof value === 'number') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}
