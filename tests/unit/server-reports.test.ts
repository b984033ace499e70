import { openAsBlob, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { report as reportSchema } from '@/lib/report/schema';
import { reportsEndpoint } from '@/lib/server/reports';
import { gotriage } from '../support/cli';
import { refusedFixtures } from '../support/invalid';

const url = 'http://localhost:3000/api/v1/reports';
/** Without the bundles: on this thread, of these sources. */
const postReport = reportsEndpoint('tests');
const good = 'fixtures/captures/convert-faulty/heap.1.pb.gz';

async function post(files: readonly string[], headers: Record<string, string> = {}, query = ''): Promise<Response> {
  const form = new FormData();
  for (const file of files) form.append('file', await openAsBlob(file), path.basename(file));
  return postReport(new Request(url + query, { method: 'POST', body: form, headers: { host: 'localhost:3000', ...headers } }));
}

function raw(body: BodyInit | null, headers: Record<string, string> = {}, query = ''): Promise<Response> {
  return postReport(new Request(url + query, { method: 'POST', body, headers, duplex: 'half' } as RequestInit));
}

let folder: string;

// Temporary files are counted here, where no other test makes any.
const temporaryFiles = () => readdir(folder);

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'test-'));
  vi.stubEnv('TMPDIR', folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

describe('POST /api/v1/reports', () => {
  it('gives the same report as the command line, in form and raw', async () => {
    const { out } = await gotriage(['analyze', '--json', good]);
    // The command names the file by its path, in what verifies a finding too.
    const asNamed = (name: string) => JSON.parse(out.replaceAll(good, name));
    const form = await post([good]);
    expect(form.status).toBe(200);
    expect(reportSchema.parse(await form.json())).toEqual(asNamed(path.basename(good)));
    const body = await raw(readFileSync(good), { 'content-type': 'application/octet-stream' }, '?name=heap.pb.gz');
    expect(body.status).toBe(200);
    expect(await body.json()).toEqual(asNamed('heap.pb.gz'));
  });

  it('answers in the language asked for, else in that of the browser', async () => {
    const of = async (response: Response) => reportSchema.parse(await response.json()).language;
    expect(await of(await post([good], {}, '?lang=zh'))).toBe('zh');
    expect(await of(await post([good], { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' }))).toBe('zh');
    expect(await of(await post([good], { 'accept-language': 'de' }))).toBe('en');
    expect((await post([good], {}, '?lang=de')).status).toBe(400);
  });

  it.each(refusedFixtures().filter(({ code }) => code !== 'not-a-file'))('$file: $purpose', async ({ file, code }) => {
    const response = await post([file]);
    const status =
      { 'unknown-format': 415, 'unsupported-version': 415, 'unsupported-format': 415, 'limit-exceeded': 413 }[code as string] ?? 422;
    expect(response.status).toBe(status);
    const { error, inputs } = await response.json();
    expect(error.code).toBe(code);
    expect(inputs).toHaveLength(1);
    expect(await temporaryFiles()).toEqual([]);
  });

  it('weighs what the browser wants', async () => {
    const languageFor = async (accept: string) => (await (await post([good], { 'accept-language': accept })).json()).language;
    expect(await languageFor('en;q=0.1, zh-CN')).toBe('zh');
    expect(await languageFor('zh;q=0, en')).toBe('en');
    expect(await languageFor('zhx')).toBe('en');
  });

  it('refuses in that language too', async () => {
    const errorOf = async (response: Response) => (await response.json()).error;
    expect(await errorOf(await post([], {}, '?lang=zh'))).toMatchObject({ code: 'missing-data', message: '表单中没有文件' });
    expect((await errorOf(await post([good], { origin: 'http://other.example' }, '?lang=zh'))).message).toBe(
      '不响应来自 http://other.example 的请求',
    );
    vi.stubEnv('GOTRIAGE_MAX_FILE_BYTES', '1KiB');
    const response = await raw(readFileSync(good), {}, '?lang=zh');
    expect(response.status).toBe(413);
    expect((await errorOf(response)).message).toMatch(/\p{Script=Han}/u);
  });

  it('lays a form that breaks off to the form, not to a file', async () => {
    const part = '--x\r\nContent-Disposition: form-data; name="file"; filename="heap.pb.gz"\r\n\r\nhello';
    const response = await raw(part, { 'content-type': 'multipart/form-data; boundary=x' });
    expect(response.status).toBe(400);
    expect((await response.json()).error).toMatchObject({
      code: 'bad-header',
      message: expect.stringMatching(/^the form cannot be read: /),
    });
    expect(await temporaryFiles()).toEqual([]);
  });

  it('gives the error that its status speaks of, where several files fail differently', async () => {
    const response = await post(['fixtures/invalid/noise.bin', 'fixtures/invalid/unknown-location.pb']);
    expect(response.status).toBe(422);
    const { error, inputs } = await response.json();
    expect(error.code).toBe('bad-reference');
    expect(inputs.map((input: { error: { code: string } }) => input.error.code)).toEqual(['unknown-format', 'bad-reference']);
  });

  it('reports the readable file beside a broken one', async () => {
    const response = await post(['fixtures/invalid/string-index.pb', good]);
    expect(response.status).toBe(200);
    const { inputs } = reportSchema.parse(await response.json());
    expect(inputs.map((input) => input.error?.code)).toEqual(['bad-index', undefined]);
  });

  it('refuses what is over the limit by its declared length, before reading it', async () => {
    let pulled = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(65536));
      },
    });
    const response = await raw(body, { 'content-length': String(2 * 1024 ** 3) });
    expect(response.status).toBe(413);
    expect(pulled).toBeLessThan(4);
  });

  it.each(['raw', 'form'])('stops reading a body without a length at the limit: %s', async (kind) => {
    vi.stubEnv('GOTRIAGE_MAX_FILE_BYTES', '1MiB');
    let sent = 0;
    const head = new TextEncoder().encode('--b\r\ncontent-disposition: form-data; name="file"; filename="f"\r\n\r\n');
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        if (kind === 'form') controller.enqueue(head);
      },
      pull(controller) {
        sent += 65536;
        controller.enqueue(new Uint8Array(65536));
      },
    });
    const response = await raw(body, kind === 'form' ? { 'content-type': 'multipart/form-data; boundary=b' } : {});
    expect(response.status).toBe(413);
    expect((await response.json()).error.code).toBe('too-large');
    expect(sent).toBeLessThan(8 * 1024 * 1024);
    expect(await temporaryFiles()).toEqual([]);
  });

  it('tells a form that breaks off, one without files, and an empty body', async () => {
    const cut = await raw('--b\r\ncontent-disposition: form-data; name="file"; filename="f"\r\n\r\nabc', {
      'content-type': 'multipart/form-data; boundary=b',
    });
    expect(cut.status).toBe(400);
    const none = await raw('--b\r\ncontent-disposition: form-data; name="x"\r\n\r\nabc\r\n--b--\r\n', {
      'content-type': 'multipart/form-data; boundary=b',
    });
    expect(none.status).toBe(400);
    const boundary = await raw('abc', { 'content-type': 'multipart/form-data' });
    expect(boundary.status).toBe(400);
    expect((await raw(null)).status).toBe(400);
    const empty = await raw('', { 'content-type': 'application/octet-stream' });
    expect([400, 422]).toContain(empty.status);
  });

  it('shows a hostile file name and writes nothing under it', async () => {
    const form = new FormData();
    form.append('file', new Blob([readFileSync(good)]), '../../escaped.pb.gz');
    const response = await postReport(new Request(url, { method: 'POST', body: form }));
    const { inputs } = reportSchema.parse(await response.json());
    expect(inputs[0]).toMatchObject({ name: '../../escaped.pb.gz', ok: true });
  });

  it('does not work for pages of other origins', async () => {
    expect((await post([good], { origin: 'https://elsewhere.example' })).status).toBe(403);
    expect((await post([good], { origin: 'null' })).status).toBe(403);
    expect((await post([good], { origin: 'http://localhost:3000' })).status).toBe(200);
  });
});
