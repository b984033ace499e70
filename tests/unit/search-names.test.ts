import { describe, expect, it } from 'vitest';
import { compileSearch, exactly } from '@/app/views/profile/search';

const names = ['encoding/json.Marshal', 'main.(*Store).Submit', 'main.store', 'runtime.mallocgc'];
const found = (text: string) => names.filter(compileSearch(text) ?? (() => true));

describe('the search over functions', () => {
  it.each([
    ['store', ['main.(*Store).Submit', 'main.store']],
    ['Store', ['main.(*Store).Submit']],
    ['^main\\.', ['main.(*Store).Submit', 'main.store']],
    ['json|malloc', ['encoding/json.Marshal', 'runtime.mallocgc']],
    ['(?i)MARSHAL', ['encoding/json.Marshal']],
    ['main.(*Store).Submit', ['main.(*Store).Submit']],
    [exactly('main.(*Store).Submit'), ['main.(*Store).Submit']],
    ['', names],
  ])('%s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it('comes to an end on an expression that tries every way to split a name', () => {
    expect(compileSearch('(\\w+)+!')?.('a'.repeat(200))).toBe(false);
  });
});
