import type { Amount } from '../../base/units';
import type { Int64Column } from '../../model/profile';
import { bigAt, narrow } from '../../model/profile-columns';

/**
 * Sums of int64 values by position. Numbers while no sum can pass 2^53; int64 beyond, which wraps as Go's does. Both kinds of
 * array take `sums[i] += value`; the type says float64 because TypeScript knows no operator on either.
 */
export interface Summing {
  readonly values: Float64Array;
  readonly zero: number;
  make(length: number): Float64Array;
}

/** How to add up the samples' values of one column without loss. */
export function summing(column: Int64Column, samples: Uint32Array): Summing {
  if (column instanceof Float64Array) {
    let size = 0;
    for (const sample of samples) size += Math.abs(column[sample]);
    // Rounding only starts past 2^53, so a sum below it was exact all the way.
    if (size <= Number.MAX_SAFE_INTEGER) return { values: column, zero: 0, make: (length) => new Float64Array(length) };
  }
  const big = column instanceof BigInt64Array ? column : BigInt64Array.from(column, (value) => BigInt(value));
  return { values: loosely(big), zero: 0n as unknown as number, make: (length) => loosely(new BigInt64Array(length)) };
}

/** See Summing: the arithmetic is the same, the engine picks it by the array at hand. */
function loosely(column: BigInt64Array): Float64Array {
  return column as unknown as Float64Array;
}

export function amountAt(sums: Float64Array, index: number): Amount {
  return narrow(bigAt(sums as Int64Column, index));
}

export function addAmounts(a: Amount, b: Amount): Amount {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return narrow(BigInt(a) + BigInt(b));
}

/** Go's integer division; the value itself where there is no divisor. */
export function divided(value: Amount, divisor: Amount): Amount {
  return divisor === 0 ? value : narrow(BigInt(value) / BigInt(divisor));
}

export function absolute(value: Amount): Amount {
  return value < 0 ? -value : value;
}

/** Go's abs64(int64(float64(value) * fraction)). */
export function cutoff(value: Amount, fraction: number): number {
  return Math.abs(Math.trunc(Number(value) * fraction));
}
