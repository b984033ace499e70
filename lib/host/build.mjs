import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';

/**
 * Bundles the command line to dist/gotriage.cjs, with V8's compiled code beside it, and the workers that decode traces and make the server's
 * reports: it starts without reading node_modules and without compiling. bin.cjs loads it.
 */
const root = fileURLToPath(new URL('../..', import.meta.url));
const dist = path.join(root, 'dist');
const fresh = path.join(root, `dist.${process.pid}`);
const old = `${fresh}.old`;

// npm runs `prepare` of a folder that it links, e.g. for `npx gotriage` before `npm ci`: failing there would break its cache for good.
const esbuild = await import('esbuild').catch(() => undefined);
if (!esbuild) {
  console.error('gotriage: the command was not built, because the packages it is built with are not installed: run `npm ci`');
  process.exit(process.argv.includes('--prepare') ? 0 : 1);
}
const { build } = esbuild;

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20.9',
  minify: true,
  charset: 'ascii',
  legalComments: 'linked',
  logLevel: 'warning',
};

try {
  mkdirSync(fresh);
  const { outputFiles } = await build({
    ...common,
    entryPoints: ['lib/cli/main.ts'],
    outfile: path.join(fresh, 'gotriage.cjs'),
    format: 'cjs',
    // What is bundled is required; nothing of it knows its own address.
    define: { 'import.meta.url': 'undefined' },
    write: false,
  });
  for (const { path: file, text } of outputFiles) writeFileSync(file, file.endsWith('.cjs') ? ascii(text) : text);
  await build({ ...common, entryPoints: ['lib/host/trace-worker.ts'], outfile: path.join(fresh, 'trace-worker.mjs'), format: 'esm' });
  await build({ ...common, entryPoints: ['lib/server/report-worker.ts'], outfile: path.join(fresh, 'report-worker.cjs'), format: 'cjs' });
  // A failed build leaves the last command standing, and so does one that runs at the same time.
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(fresh, dist);
} finally {
  rmSync(fresh, { recursive: true, force: true });
  rmSync(old, { recursive: true, force: true });
}
await keepCompiled(path.join(dist, 'gotriage.cjs'));

/** The code in ASCII alone, which V8 takes byte by byte: esbuild leaves regular expressions as they are. */
function ascii(code) {
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * Keeps what V8 compiles of the bundle. The captures of the fixtures, where they are there, are read first: V8 compiles a function when it is
 * called, and only what is compiled is kept.
 */
async function keepCompiled(filename) {
  const source = readFileSync(filename, 'latin1');
  const script = new vm.Script(`(function (exports, require, module) {${source}\n})`, { filename });
  const bundle = { exports: {} };
  script.runInThisContext()(bundle.exports, createRequire(filename), bundle);
  const io = {
    stdin: Readable.from([]),
    out: async () => {},
    bytes: async () => {},
    err: () => {},
    environment: {},
    signal: new AbortController().signal,
  };
  const captures = path.join(root, 'fixtures', 'captures');
  for (const [command, file] of [
    ['analyze', 'convert-faulty/heap.1.pb.gz'],
    ['analyze', 'web/goroutine.1.debug2.txt'],
    ['analyze', 'monitor/gogc-100.log'],
    ['top', 'convert-faulty/heap.1.pb.gz'],
  ]) {
    const capture = path.join(captures, file);
    if (existsSync(capture)) await bundle.exports.run([command, capture], io);
  }
  writeFileSync(`${filename}.cache`, script.createCachedData());
}
