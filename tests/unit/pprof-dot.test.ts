import { expect, test } from 'vitest';
import { callGraph } from '@/lib/index/profile';
import { ProfileBuilder } from '@/lib/model/profile-builder';
import { dotText } from '@/lib/report/pprof-dot';

test('a whole graph of more functions than a call takes arguments is written', () => {
  const functions = 150_000;
  const builder = new ProfileBuilder({ sampleTypes: [{ type: 'cpu', unit: 'nanoseconds' }] });
  for (let i = 0; i < functions; i++) {
    builder.sample([builder.location({ lines: [{ function: builder.function({ name: `main.f${i}` }), line: 1 }] })], [1]);
  }
  const text = dotText(callGraph(builder.build(), { limit: 0, nodeFraction: 0, edgeFraction: 0 }));
  expect(text.match(/^N\d+ \[label=/gm)?.length).toBe(functions);
});
