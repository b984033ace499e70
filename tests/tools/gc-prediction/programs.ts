import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A program that does the same work at each run; its standard error has the gctrace lines. */
export interface Measured {
  readonly name: string;
  /** What it is and what load it gets, for the table. */
  readonly load: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Servers: the text of the log after which the load starts, and the load. Others run to their end. */
  readonly serve?: { readonly ready: RegExp; readonly load: (match: RegExpExecArray) => Promise<void> };
  /** Two memory limits in MiB: one that binds hard, one that binds a little, both with GOGC as given. */
  readonly limits: readonly { readonly mib: number; readonly gogc: string }[];
}

const caddyVersion = 'v2.8.4';
const port = 18080;

/** Builds what is measured into the folder and tells how to run it. Needs Go, and for the server the module proxy. */
export function buildPrograms(folder: string, workloads: string): Measured[] {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  const go = (args: string[], cwd: string, env: Record<string, string> = {}) =>
    execFileSync('go', args, { cwd, env: { ...process.env, ...env }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  const goroot = go(['env', 'GOROOT'], folder).trim();
  for (const name of ['monitor', 'convert']) go(['build', '-o', join(bin, name), `./cmd/${name}`], workloads);
  go(['test', '-c', '-o', join(bin, 'json.test'), 'encoding/json'], folder);
  go(['test', '-c', '-o', join(bin, 'types.test'), 'go/types'], folder);
  go(['install', `github.com/caddyserver/caddy/v2/cmd/caddy@${caddyVersion}`], folder, { GOBIN: bin });
  const site = join(folder, 'site');
  mkdirSync(site, { recursive: true });
  for (let i = 0; i < 200; i++) writeFileSync(join(site, `page-${i}.txt`), `page ${i} ${'text '.repeat(200)}\n`);
  const config = join(folder, 'Caddyfile');
  writeFileSync(
    config,
    `{\n\tadmin off\n\tauto_https off\n\tpersist_config off\n}\nhttp://127.0.0.1:${port} {\n\troot * ${site}\n\tencode gzip\n\tfile_server browse\n}\n`,
  );
  const workload = (name: string, work: number, limits: Measured['limits']): Measured => ({
    name,
    load: `workload of fixtures/, faulty, POST /work?n=${work}`,
    command: join(bin, name),
    args: ['-mode', 'faulty'],
    serve: {
      ready: /listening on (http:\/\/[\d.]+:\d+)/,
      load: async ([, base]) => {
        const answer = await fetch(`${base}/work?n=${work}`, { method: 'POST' });
        if (!answer.ok) throw new Error(`${name}: ${answer.status} ${await answer.text()}`);
        await answer.text();
      },
    },
    limits,
  });
  return [
    workload('monitor', 800, [
      { mib: 48, gogc: '100' },
      { mib: 80, gogc: 'off' },
    ]),
    workload('convert', 15000, [
      { mib: 64, gogc: '400' },
      { mib: 96, gogc: 'off' },
    ]),
    {
      name: 'encoding/json',
      load: '`-bench Code(Encoder|Marshal|Unmarshal)$ -benchtime 120x`',
      command: join(bin, 'json.test'),
      args: ['-test.run=^$', '-test.bench=Code(Encoder|Marshal|Unmarshal)$', '-test.benchtime=120x'],
      cwd: join(goroot, 'src/encoding/json'),
      limits: [
        { mib: 32, gogc: '400' },
        { mib: 64, gogc: 'off' },
      ],
    },
    {
      name: 'go/types',
      load: '`-short`, the whole test',
      command: join(bin, 'types.test'),
      args: ['-test.short'],
      cwd: join(goroot, 'src/go/types'),
      limits: [
        { mib: 64, gogc: '400' },
        { mib: 128, gogc: 'off' },
      ],
    },
    {
      name: 'caddy',
      load: `${caddyVersion}, directory listings and pages with gzip, 3000 requests, 8 at a time`,
      command: join(bin, 'caddy'),
      args: ['run', '--config', config, '--adapter', 'caddyfile'],
      serve: { ready: /serving initial configuration/, load: () => requests(3000, 8) },
      limits: [
        { mib: 40, gogc: '400' },
        { mib: 64, gogc: 'off' },
      ],
    },
  ];
}

/** A fixed number of GETs, so many at a time: every second the listing of the directory, the others pages in turn. */
async function requests(total: number, together: number): Promise<void> {
  let next = 0;
  const one = async (): Promise<void> => {
    while (next < total) {
      const i = next++;
      const path = i % 2 === 0 ? '/' : `/page-${i % 200}.txt`;
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { 'accept-encoding': 'gzip', accept: 'text/html' } });
      if (!answer.ok) throw new Error(`caddy answered ${answer.status}`);
      await answer.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: together }, one));
}
