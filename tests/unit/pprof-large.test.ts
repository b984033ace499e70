import { describe, expect, test } from 'vitest';
import { callGraph, peek } from '@/lib/index/profile';
import { ProfileBuilder } from '@/lib/model/profile-builder';
import { dotText } from '@/lib/report/pprof-dot';
import { peekText } from '@/lib/report/pprof-text';

/** More than a call takes arguments. */
const functions = 150_000;
const builder = new ProfileBuilder({ sampleTypes: [{ type: 'cpu', unit: 'nanoseconds' }] });
const place = (name: string) => builder.location({ lines: [{ function: builder.function({ name }), line: 1 }] });
const leaf = place('main.leaf');
for (let i = 0; i < functions; i++) builder.sample([leaf, place(`main.f${i}`)], [1]);
const profile = builder.build();

describe('a profile of very many functions', () => {
  test('is written whole as DOT', () => {
    const text = dotText(callGraph(profile, { limit: 0, nodeFraction: 0, edgeFraction: 0 }));
    expect(text.match(/^N\d+ \[label=/gm)?.length).toBe(functions + 1);
  });

  test('is peeked into with all the callers of one', () => {
    const text = peekText(peek(profile, 'main.leaf', {}));
    expect(text.match(/\| {3}main\.f\d+$/gm)?.length).toBe(functions);
  });
});
