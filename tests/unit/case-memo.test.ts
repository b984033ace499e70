import { describe, expect, it } from 'vitest';
import { createCaseIndex } from '@/lib/analyses/case';

describe('what a case keeps by its key', () => {
  it('is made once', async () => {
    const index = createCaseIndex([]);
    let made = 0;
    const make = () => Promise.resolve(++made);
    expect(await Promise.all([index.memo('a', make), index.memo('a', make)])).toEqual([1, 1]);
    expect(await index.memo('a', make)).toBe(1);
    expect(index.memo('b', () => 'at once')).toBe('at once');
  });

  it('is made again after it failed', async () => {
    const index = createCaseIndex([]);
    let tries = 0;
    const read = async () => {
      if (++tries === 1) throw new Error('the file is not there just now');
      return 'its bytes';
    };
    await expect(index.memo('bytes', read)).rejects.toThrow('just now');
    expect(await index.memo('bytes', read)).toBe('its bytes');
    expect(await index.memo('bytes', read)).toBe('its bytes');
    expect(tries).toBe(2);
  });
});
