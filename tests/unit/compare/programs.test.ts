import { describe, expect, it } from 'vitest';
import { bytesSource } from '@/lib/base/source';
import { dispatch } from '@/lib/query/queries';
import { openCase } from '@/lib/query/session';
import { fileRequest } from '../../support/memory';

async function verdicts(before: string, after: string) {
  const session = await openCase([before, after].map((file) => fileRequest(`fixtures/captures/${file}`)));
  const { verdicts } = await dispatch(session, 'compare', { before: [0], after: [1] });
  session.close();
  return verdicts;
}

/** A dump of a service: goroutines of as many requests that wait to send at the first function, and one in each of the others. */
function dump(service: string, file: string, functions: readonly string[]) {
  const record = (id: number, fn: string) =>
    `goroutine ${id} [chan send]:\napp.example/${service}.${fn}(0x1)\n\t${file}/${service}.go:10 +0x1\ncreated by app.example/${service}.Start in goroutine ${id + 7}\n\t${file}/${service}.go:5 +0x1\n`;
  const waiting = Array.from({ length: 20 }, (_, at) => record(100 + at * 40, functions[0]));
  const others = functions.slice(1).map((fn, at) => record(2000 + at * 40, fn));
  const text = [`goroutine 1 [running]:\nmain.main()\n\t${file}/main.go:5 +0x1\n`, ...waiting, ...others].join('\n');
  return { source: bytesSource(`${service}.txt`, new TextEncoder().encode(text)) };
}

async function ofDumps(...sources: ReturnType<typeof dump>[]) {
  const session = await openCase(sources);
  const { verdicts } = await dispatch(session, 'compare', { before: [0], after: [1] });
  session.close();
  return verdicts;
}

it('dumps of two programs: nothing is called mended', async () => {
  const orders = dump('orders', '/srv/orders', ['submit', 'price', 'ship']);
  const [found] = await ofDumps(orders, dump('mail', '/srv/mail', ['send']));
  expect(found.word).toBe('cannot-tell');
  expect(found.lacks?.en).toContain('orders/main.go and mail/main.go');
  // Built elsewhere, and what leaked is gone: the same program.
  const [mended] = await ofDumps(orders, dump('orders', '/build', ['ship']));
  expect(mended.word).toBe('mended');
});

it('profiles of two programs: nothing is called mended', async () => {
  const found = await verdicts('convert-faulty/allocs.pb.gz', 'report-mended/heap.3.pb.gz');
  expect(found.length).toBeGreaterThan(3);
  expect(new Set(found.map(({ word }) => word))).toEqual(new Set(['cannot-tell']));
  expect(found[0].lacks?.en).toContain('different programs');
});

it('a mended build is the same program', async () => {
  const found = await verdicts('report-faulty/goroutine.3.debug2.txt', 'report-mended/goroutine.3.debug2.txt');
  expect(found.filter(({ lacks }) => lacks?.en.includes('different programs'))).toEqual([]);
  expect(found.map(({ word }) => word)).toContain('mended');
});

describe('programs of few functions', () => {
  it.each([
    ['programs/primes.heap.pb.gz', 'programs/tally.heap.pb.gz'],
    ['programs/primes-go1.21.heap.pb.gz', 'programs/tally-go1.21.heap.pb.gz'],
  ])('%s and %s are different programs', async (before, after) => {
    const found = await verdicts(before, after);
    expect(found.length).toBeGreaterThan(0);
    for (const { word, lacks } of found) {
      expect(word).toBe('cannot-tell');
      expect(lacks?.en).toContain('primes and tally');
    }
  });

  it.each([
    // The one function it has is renamed: another build id, and nothing in common but the names.
    ['programs/primes.heap.pb.gz', 'programs/primes-next.heap.pb.gz'],
    // Another release of Go, another folder, no build id.
    ['programs/primes-go1.21.heap.pb.gz', 'programs/primes-next.heap.pb.gz'],
    ['programs/primes.heap.pb.gz', 'programs/primes-go1.21.heap.pb.gz'],
  ])('%s and %s are one', async (before, after) => {
    const found = await verdicts(before, after);
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter(({ lacks }) => lacks?.en.includes('different programs'))).toEqual([]);
  });
});
