import { describe, expect, it } from 'vitest';
import { type SideCandidate, suggestSides } from '@/lib/index/compare';

function input(index: number, name: string, rest: Partial<SideCandidate> = {}): SideCandidate {
  return { index, name, group: undefined, timeNanos: undefined, ok: true, kinds: ['profile heap'], ...rest };
}

describe('a first choice of sides', () => {
  it('follows two labels, and turns them round where their names say so', () => {
    const labelled = (first: string, second: string) => [input(0, 'x.pb.gz', { group: first }), input(1, 'y.pb.gz', { group: second })];
    expect(suggestSides(labelled('blue', 'green'))).toEqual({ before: [0], after: [1] });
    expect(suggestSides(labelled('after', 'before'))).toEqual({ before: [1], after: [0] });
  });

  it('follows names', () => {
    const names = ['after/heap.pb.gz', 'before/heap.pb.gz', 'notes.txt', 'before.txt', 'convert-mended.tar.gz/allocs.pb.gz'];
    expect(suggestSides(names.map((name, i) => input(i, name)))).toEqual({ before: [1, 3], after: [0, 4] });
  });

  it('sets the earliest of a kind against the latest, unreadable ones left out', () => {
    const inputs = [
      input(0, 'heap.3', { timeNanos: 30n }),
      input(1, 'heap.1', { timeNanos: 10n }),
      input(2, 'heap.2', { timeNanos: 20n }),
      input(3, 'heap.0', { timeNanos: 1n, ok: false }),
      input(4, 'trace', { kinds: ['trace'] }),
    ];
    expect(suggestSides(inputs)).toEqual({ before: [1], after: [0] });
  });

  it('goes by those that tell their time where one between them does not', () => {
    const inputs = [input(0, 'late', { timeNanos: 30n }), input(1, 'heap.txt'), input(2, 'early', { timeNanos: 10n })];
    expect(suggestSides(inputs)).toEqual({ before: [2], after: [0] });
    expect(suggestSides([input(0, 'x', { timeNanos: 30n }), input(1, 'y')])).toEqual({ before: [0], after: [1] });
  });

  it('leaves both sides empty where nothing stands twice', () => {
    expect(suggestSides([input(0, 'heap.pb.gz'), input(1, 'run.trace', { kinds: ['trace'] })])).toEqual({ before: [], after: [] });
  });
});
