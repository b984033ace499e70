import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nthSmallest } from '../../lib/base/nth';

it('the nth smallest stands where a sort would put it', () => {
  const values = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true })), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(values, fc.nat(), (list, pick) => {
      // −0 and 0 are the same to both.
      const numbers = Float64Array.from(list, (value) => value + 0);
      const position = pick % numbers.length;
      expect(nthSmallest(numbers.slice(), position)).toBe(numbers.slice().sort()[position] + 0);
    }),
  );
});
