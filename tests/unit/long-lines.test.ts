import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sniffBytes } from '@/lib/formats/format';
import { openCase } from '@/lib/query/session';
import { textRequest } from '../support/memory';

const crash = readFileSync('fixtures/captures/logs/sigquit-go1.26.log', 'utf8');
const labelled = readFileSync('fixtures/captures/aged/goroutine.debug2.txt', 'utf8');

async function goroutines(text: string) {
  const session = await openCase([textRequest('service.log', text)]);
  const [input] = session.inputs;
  const counts = session.index.of('goroutines').map(({ table }) => table.count);
  session.close();
  return { ok: input.ok, code: input.error?.code, counts };
}

describe('a dump behind more text than sniffing sees', () => {
  const alone = goroutines(crash);
  const long = 'x'.repeat(sniffBytes + 1000);

  it.each([
    ['one line', `{"level":"info","body":"${long}"}\n`],
    ['few lines', `${`{"level":"info","body":"${'y'.repeat(20_000)}"}\n`.repeat(5)}`],
    ['characters of several bytes', `${'请求体'.repeat(20_000)}\n`],
    ['a bell in a line', `took the \u0007 body ${long}\n`],
    ['the hole that copytruncate leaves', `${'\0'.repeat(1000)}level=info ${long}\n`],
  ])('%s', async (_, before) => {
    const { counts } = await alone;
    expect(counts.length).toBeGreaterThan(0);
    expect(await goroutines(before + crash)).toEqual({ ok: true, code: undefined, counts });
  });

  it('is read from the one line that holds it all', async () => {
    const { counts } = await goroutines(labelled);
    const line = JSON.stringify({ level: 'error', request: long, stack: labelled });
    expect(await goroutines(`${line}\n`)).toEqual({ ok: true, code: undefined, counts });
  });
});

it('labels of a first line may be longer than sniffing sees', async () => {
  const { counts } = await goroutines(labelled);
  const value = 'north '.repeat(sniffBytes / 5);
  const from = labelled.indexOf('goroutine 404 ');
  const grown = labelled.slice(from).replace('"tenant": "north', `"tenant": "${value}`);
  const rest = labelled.slice(from);
  expect(counts.length).toBe(1);
  expect(await goroutines(grown)).toEqual(await goroutines(rest));
});

it.each([
  ['random bytes', Array.from({ length: sniffBytes + 1 }, (_, i) => String.fromCharCode((i * 31) % 251)).join('')],
  ['nothing but zero bytes', '\0'.repeat(sniffBytes + 1)],
  ['a page of another program in one line', `{"error":"${'not found '.repeat(10_000)}"}`],
])('%s is no log', async (_, text) => {
  expect(await goroutines(text)).toMatchObject({ ok: false, code: 'unknown-format' });
});
