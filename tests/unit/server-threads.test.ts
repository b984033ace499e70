import { openAsBlob, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { reportsEndpoint } from '@/lib/server/reports';
import { gotriage } from '../support/cli';

const good = 'fixtures/captures/convert-faulty/heap.1.pb.gz';
const trace = 'fixtures/captures/traces/web-go1.26.trace';

let bundles: string;
let folder: string;

beforeAll(async () => {
  bundles = await mkdtemp(path.join(tmpdir(), 'test-bundles-'));
  folder = await mkdtemp(path.join(tmpdir(), 'test-'));
  vi.stubEnv('TMPDIR', folder);
  const common = { bundle: true, platform: 'node', logLevel: 'error' } as const;
  await build({
    ...common,
    entryPoints: ['lib/server/report-worker.ts'],
    outfile: path.join(bundles, 'report-worker.cjs'),
    format: 'cjs',
  });
}, 60_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  for (const made of [bundles, folder]) await rm(made, { recursive: true, force: true });
});

async function ask(endpoint: ReturnType<typeof reportsEndpoint>, files: readonly string[], signal?: AbortSignal): Promise<Response> {
  const form = new FormData();
  for (const file of files) form.append('file', await openAsBlob(file), file);
  return endpoint(new Request('http://localhost:3000/api/v1/reports', { method: 'POST', body: form, signal }));
}

/** An endpoint whose thread runs this script. */
async function endpointOf(script: string) {
  const own = await mkdtemp(path.join(bundles, 'own-'));
  writeFileSync(path.join(own, 'report-worker.cjs'), script);
  return {
    endpoint: reportsEndpoint(own),
    repair: () => writeFileSync(path.join(own, 'report-worker.cjs'), readFileSync(`${bundles}/report-worker.cjs`)),
  };
}

describe('a report made in a thread', () => {
  it('is the command’s, one after another and side by side', async () => {
    const endpoint = reportsEndpoint(bundles);
    const cli = await Promise.all([good, trace].map(async (file) => JSON.parse((await gotriage(['analyze', '--json', file])).out)));
    for (let round = 0; round < 2; round++) {
      const answers = await Promise.all([good, trace, good].map((file) => ask(endpoint, [file])));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
      expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual([cli[0], cli[1], cli[0]]);
    }
    const refused = await ask(endpoint, ['fixtures/invalid/noise.bin']);
    expect(refused.status).toBe(415);
    expect((await refused.json()).error.code).toBe('unknown-format');
    expect(await readdir(folder)).toEqual([]);
  }, 60_000);

  it('ends with the request that it is for, and the next one is answered', async () => {
    // A thread that never answers: nothing but its end frees its turn.
    const { endpoint, repair } = await endpointOf("require('node:worker_threads').parentPort.on('message', () => { for (;;); });");
    const stop = new AbortController();
    const asked = [1, 2].map(() => ask(endpoint, [good], stop.signal));
    // Two folders with a file in each.
    await vi.waitFor(async () => expect(await readdir(folder, { recursive: true })).toHaveLength(4));
    stop.abort();
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([499, 499]);
    expect(await readdir(folder)).toEqual([]);
    repair();
    expect((await ask(endpoint, [good])).status).toBe(200);
  });

  it('is given up while it waits for its turn: its files go at once', async () => {
    const { endpoint } = await endpointOf("require('node:worker_threads').parentPort.on('message', () => { for (;;); });");
    const [first, waits] = [new AbortController(), new AbortController()];
    const held = [1, 2].map(() => ask(endpoint, [good], first.signal));
    await vi.waitFor(async () => expect(await readdir(folder, { recursive: true })).toHaveLength(4));
    const third = ask(endpoint, [good], waits.signal);
    await vi.waitFor(async () => expect(await readdir(folder, { recursive: true })).toHaveLength(6));
    waits.abort();
    expect((await third).status).toBe(499);
    expect(await readdir(folder, { recursive: true })).toHaveLength(4);
    first.abort();
    expect((await Promise.all(held)).map(({ status }) => status)).toEqual([499, 499]);
  });

  /** A thread whose script says in a file that it began; the script's own part runs for the first question and, with `again`, the later ones. */
  async function counted(first: string, again: string) {
    const begun = path.join(await mkdtemp(path.join(bundles, 'begun-')), 'threads');
    const { endpoint } = await endpointOf(`
      require('node:fs').appendFileSync(${JSON.stringify(begun)}, '.');
      const { parentPort: port } = require('node:worker_threads');
      const answer = () => port.postMessage({ status: 200, body: '{}' });
      let questions = 0;
      port.on('message', () => { if (questions++ === 0) { ${first} } else { ${again} } });`);
    return { endpoint, threads: () => readFileSync(begun, 'utf8').length };
  }

  it.each([
    // Main has the answer, and has asked again, before the thread fails.
    ["port.postMessage('taken'); answer(); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100); throw new Error('late')", ''],
    ["port.postMessage('taken'); answer();", 'process.exit(1);'],
  ])('that dies of what it did before does not take the next question with it: %s', async (first, again) => {
    const { endpoint, threads } = await counted(first, again);
    for (let asked = 1; asked <= 3; asked++) {
      expect((await ask(endpoint, [good])).status).toBe(200);
      expect(threads()).toBe(asked);
    }
  });

  it('whose question ends it once it has it is not tried again', async () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { endpoint, threads } = await counted("port.postMessage('taken'); answer();", "port.postMessage('taken'); process.exit(1);");
    expect((await ask(endpoint, [good])).status).toBe(200);
    expect((await ask(endpoint, [good])).status).toBe(500);
    expect(threads()).toBe(1);
    expect((await ask(endpoint, [good])).status).toBe(200);
    expect(threads()).toBe(2);
    told.mockRestore();
  });

  it.each([
    ['process.exit(3)', 500, 'internal'],
    ["throw new Error('broken')", 500, 'internal'],
    ["throw Object.assign(new Error('no memory'), { code: 'ERR_WORKER_OUT_OF_MEMORY' })", 413, 'too-large'],
  ])('that fails takes only its own request with it: %s', async (script, status, code) => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { endpoint, repair } = await endpointOf(script);
    const failed = await ask(endpoint, [good]);
    expect([failed.status, (await failed.json()).error.code]).toEqual([status, code]);
    expect(told).toHaveBeenCalledTimes(status === 500 ? 1 : 0);
    told.mockRestore();
    repair();
    expect((await ask(endpoint, [good])).status).toBe(200);
  });
});
