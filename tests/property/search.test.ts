import fc from 'fast-check';
import { expect, it } from 'vitest';
import { firstAbove, firstAtLeast } from '../../lib/base/search';

it('positions among ascending numbers are those that counting gives', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -9, max: 9 })), fc.integer({ min: -10, max: 10 }), (list, value) => {
      const sorted = Float64Array.from(list).sort();
      expect(firstAbove(sorted, value)).toBe(sorted.filter((one) => one <= value).length);
      expect(firstAtLeast(sorted, value)).toBe(sorted.filter((one) => one < value).length);
      const from = sorted.length >> 1;
      expect(firstAbove(sorted, value, from)).toBe(from + sorted.subarray(from).filter((one) => one <= value).length);
    }),
  );
});
