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
  /** Name of the environment variable that names a folder of the program's own, made anew for each run. */
  readonly scratch?: string;
  /** Address of its heap profile with debug=1, taken at the end of the load. */
  readonly heap?: string;
  /** A test binary that is run once more with -test.trace. */
  readonly traced?: boolean;
  readonly when: When;
  /**
   * Two memory limits in MiB: one that binds hard, one that binds a little, both with GOGC as given. Those after the first lot by
   * rule: the peak at GOGC=100, once and twice, and 16 MiB.
   */
  readonly limits: readonly { readonly mib: number; readonly gogc: string }[];
}

/**
 * When a program came to the table. `first`: the constants of the model were chosen with it in view. `second`: it came then, unseen, and the
 * model of the mark was mended with its errors in view; `third`: likewise, before the model of the delay; `fourth`: before a mark's cost was
 * that of the marks around it; `fifth`: before each wish of a program was a collection. `unseen`: it came after the last change of the model.
 */
export type When = 'first' | 'second' | 'third' | 'fourth' | 'fifth' | 'unseen';

const caddyVersion = 'v2.8.4';
const godocVersion = 'v0.29.0';
const exporterVersion = 'v1.10.1';
const natsVersion = 'v2.10.22';
const staticcheckVersion = 'v0.6.1';
const gofumptVersion = 'v0.12.0';
const alertmanagerVersion = 'v0.28.1';
const port = 18980;
/** Where caddy and nats-server serve their profiles. */
const [caddyAdmin, natsProfiles] = [18990, 18991];

/** Packages of the standard library whose pages godoc is asked for in turn. */
const documented =
  'bufio bytes context crypto/tls database/sql encoding/json encoding/xml errors flag fmt go/ast go/types html/template image io log math math/big mime net net/http net/url os reflect regexp runtime sort strconv strings sync syscall testing text/template time unicode'.split(
    ' ',
  );

/** Builds what is measured into the folder and tells how to run it. Needs Go, and for the server the module proxy. */
export function buildPrograms(folder: string, workloads: string): Measured[] {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  const go = (args: string[], cwd: string, env: Record<string, string> = {}) =>
    execFileSync('go', args, { cwd, env: { ...process.env, ...env }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  const goroot = go(['env', 'GOROOT'], folder).trim();
  for (const name of ['monitor', 'convert']) go(['build', '-o', join(bin, name), `./cmd/${name}`], workloads);
  for (const server of [
    `github.com/caddyserver/caddy/v2/cmd/caddy@${caddyVersion}`,
    `golang.org/x/tools/cmd/godoc@${godocVersion}`,
    `github.com/prometheus/node_exporter@${exporterVersion}`,
    `github.com/nats-io/nats-server/v2@${natsVersion}`,
    `honnef.co/go/tools/cmd/staticcheck@${staticcheckVersion}`,
    `mvdan.cc/gofumpt@${gofumptVersion}`,
    `github.com/prometheus/alertmanager/cmd/alertmanager@${alertmanagerVersion}`,
  ])
    go(['install', server], folder, { GOBIN: bin });
  const site = join(folder, 'site');
  mkdirSync(site, { recursive: true });
  for (let i = 0; i < 200; i++) writeFileSync(join(site, `page-${i}.txt`), `page ${i} ${'text '.repeat(200)}\n`);
  const config = join(folder, 'Caddyfile');
  writeFileSync(
    config,
    `{\n\tadmin 127.0.0.1:${caddyAdmin}\n\tauto_https off\n\tpersist_config off\n}\nhttp://127.0.0.1:${port} {\n\troot * ${site}\n\tencode gzip\n\tfile_server browse\n}\n`,
  );
  const alerts = join(folder, 'alerts.yml');
  writeFileSync(alerts, 'route:\n  receiver: none\nreceivers:\n  - name: none\n');
  const workload = (name: string, work: number, limits: Measured['limits']): Measured => ({
    name,
    load: `workload of fixtures/, faulty, POST /work?n=${work}`,
    command: join(bin, name),
    args: ['-mode', 'faulty'],
    when: 'first',
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
  const heap = `http://127.0.0.1:${port}/debug/pprof/heap?debug=1`;
  const tests = (name: string, load: string, flags: string, when: When, [hard, soft]: readonly [number, number]): Measured => {
    const command = join(bin, `${name.replace('/', '_')}.test`);
    go(['test', '-c', '-o', command, name], folder);
    const limits = [
      { mib: hard, gogc: '400' },
      { mib: soft, gogc: 'off' },
    ];
    const args = flags.split(' ').map((flag) => flag.replace('-', '-test.'));
    return { name, load, command, args, cwd: join(goroot, 'src', name), when, limits, traced: true };
  };
  return [
    workload('monitor', 800, [
      { mib: 48, gogc: '100' },
      { mib: 80, gogc: 'off' },
    ]),
    workload('convert', 15000, [
      { mib: 64, gogc: '400' },
      { mib: 96, gogc: 'off' },
    ]),
    tests(
      'encoding/json',
      '`-bench Code(Encoder|Marshal|Unmarshal)$ -benchtime 120x`',
      '-run=^$ -bench=Code(Encoder|Marshal|Unmarshal)$ -benchtime=120x',
      'first',
      [32, 64],
    ),
    tests('go/types', '`-short`, the whole test', '-short', 'first', [64, 128]),
    {
      name: 'caddy',
      load: `${caddyVersion}, directory listings and pages with gzip, 3000 requests, 8 at a time`,
      command: join(bin, 'caddy'),
      args: ['run', '--config', config, '--adapter', 'caddyfile'],
      heap: `http://127.0.0.1:${caddyAdmin}/debug/pprof/heap?debug=1`,
      when: 'first',
      serve: {
        ready: /serving initial configuration/,
        // Every second request is for the listing of the directory, the others for pages in turn.
        load: () => requests(3000, 8, (i) => (i % 2 === 0 ? '/' : `/page-${i % 200}.txt`)),
      },
      limits: [
        { mib: 40, gogc: '400' },
        { mib: 64, gogc: 'off' },
      ],
    },
    tests('text/template', '`-short -count 400`, the whole test', '-short -count=400', 'second', [22, 28]),
    tests('compress/flate', '`-short -count 8`, the whole test', '-short -count=8', 'second', [49, 82]),
    {
      name: 'godoc',
      load: `${godocVersion}, pages of ${documented.length} packages, 350 requests, 4 at a time`,
      command: join(bin, 'godoc'),
      args: ['-http', `127.0.0.1:${port}`, '-index=false'],
      heap,
      when: 'second',
      serve: { ready: /^/, load: () => requests(350, 4, (i) => `/pkg/${documented[i % documented.length]}/`) },
      limits: [
        { mib: 96, gogc: '400' },
        { mib: 176, gogc: 'off' },
      ],
    },
    {
      name: 'node_exporter',
      load: `${exporterVersion}, 400 scrapes, 4 at a time`,
      command: join(bin, 'node_exporter'),
      args: ['--web.listen-address', `127.0.0.1:${port}`],
      heap,
      when: 'second',
      serve: { ready: /Listening on/, load: () => requests(400, 4, () => '/metrics') },
      limits: [
        { mib: 25, gogc: '400' },
        { mib: 34, gogc: 'off' },
      ],
    },
    tests('html/template', '`-short -count 60`, the whole test', '-short -count=60', 'third', [24, 32]),
    tests('encoding/xml', '`-bench shal$ -benchtime 60000x`', '-run=^$ -bench=shal$ -benchtime=60000x', 'third', [29, 42]),
    {
      name: 'nats-server',
      load: `${natsVersion}, 6000 requests for its state as JSON, 8 at a time`,
      command: join(bin, 'nats-server'),
      args: ['-a', '127.0.0.1', '-p', String(port + 1), '-m', String(port), '-profile', String(natsProfiles)],
      heap: `http://127.0.0.1:${natsProfiles}/debug/pprof/heap?debug=1`,
      when: 'third',
      serve: { ready: /Server is ready/, load: () => requests(6000, 8, (i) => (i % 2 === 0 ? '/varz' : '/subsz?subs=1')) },
      limits: [
        { mib: 20, gogc: '400' },
        { mib: 24, gogc: 'off' },
      ],
    },
    tests('go/printer', '`-short -count 60`, the whole test', '-short -count=60', 'fourth', [91, 166]),
    tests('regexp', '`-short -count 10`, the whole test', '-short -count=10', 'fourth', [273, 530]),
    {
      name: 'staticcheck',
      load: `${staticcheckVersion}, encoding/json without a cache`,
      command: join(bin, 'staticcheck'),
      args: ['-fail', 'none', 'encoding/json'],
      cwd: join(goroot, 'src'),
      scratch: 'STATICCHECK_CACHE',
      when: 'fourth',
      limits: [
        { mib: 218, gogc: '400' },
        { mib: 420, gogc: 'off' },
      ],
    },
    tests('go/doc', '`-short -count 100`, the whole test', '-short -count=100', 'fifth', [21, 26]),
    tests('net/http', '`-bench ClientServer$ -benchtime 20000x`', '-run=^$ -bench=ClientServer$ -benchtime=20000x', 'fifth', [20, 24]),
    {
      name: 'gofumpt',
      load: `${gofumptVersion}, the folders net, crypto and go of the standard library`,
      command: join(bin, 'gofumpt'),
      args: ['-l', 'net', 'crypto', 'go'],
      cwd: join(goroot, 'src'),
      when: 'fifth',
      limits: [
        { mib: 48, gogc: '400' },
        { mib: 80, gogc: 'off' },
      ],
    },
    tests('image/png', '`-short -count 20`, the whole test', '-short -count=20', 'unseen', [33, 50]),
    tests('go/parser', '`-bench Parse -benchtime 1000x`', '-run=^$ -bench=Parse -benchtime=1000x', 'unseen', [20, 24]),
    {
      name: 'alertmanager',
      load: `${alertmanagerVersion}, its status and its metrics in turn, 4000 requests, 4 at a time`,
      command: join(bin, 'alertmanager'),
      args: [
        `--config.file=${alerts}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--cluster.listen-address=',
        `--storage.path=${join(folder, 'alerts')}`,
      ],
      heap,
      when: 'unseen',
      serve: { ready: /Listening on/, load: () => requests(4000, 4, (i) => (i % 2 === 0 ? '/api/v2/status' : '/metrics')) },
      limits: [
        { mib: 38, gogc: '400' },
        { mib: 60, gogc: 'off' },
      ],
    },
  ];
}

/** A fixed number of GETs, so many at a time, from when the first ten are answered: a server listens before it has read its files. */
async function requests(total: number, together: number, path: (i: number) => string): Promise<void> {
  const get = async (i: number): Promise<number> => {
    const answer = await fetch(`http://127.0.0.1:${port}${path(i)}`, { headers: { 'accept-encoding': 'gzip', accept: 'text/html, */*' } });
    await answer.arrayBuffer();
    return answer.status;
  };
  for (let i = 0, tries = 0; i < 10; tries++) {
    const status = await get(i).catch(() => 0);
    if (status === 200) i++;
    else if (tries > 400) throw new Error(`${path(i)}: ${status}`);
    else await new Promise((resolve) => setTimeout(resolve, 50));
  }
  let next = 0;
  const one = async (): Promise<void> => {
    while (next < total) {
      const i = next++;
      const status = await get(i);
      if (status !== 200) throw new Error(`${path(i)}: ${status}`);
    }
  };
  await Promise.all(Array.from({ length: together }, one));
}
