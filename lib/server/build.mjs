import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const next = path.join(root, 'node_modules', 'next', 'dist', 'bin', 'next');
const sources = ['app', 'lib', 'proto', 'proxy.ts', 'next.config.js', 'postcss.config.mjs', 'tsconfig.json', 'package-lock.json'];
/** What a build leaves beside its own folder, which belongs to it. */
const made = ['public'];
const buildId = path.join(root, '.next', 'BUILD_ID');
const mark = path.join(root, '.next', 'sources.sha256');

/** Builds the page, and the bundles beside it, unless the last build was made of the very same sources. Gives the exit code. */
export async function buildPage({ always = false } = {}) {
  if (!always && existsSync(buildId) && existsSync(mark) && readFileSync(mark, 'utf8') === hashOf([...sources, ...made])) return 0;
  const before = hashOf(sources);
  rmSync(mark, { force: true });
  const code = await runNext(['build']);
  if (code !== 0) return code;
  // The server's workers are among them.
  await import('../host/build.mjs');
  // What was changed while it was built is not in it.
  if (hashOf(sources) === before) writeFileSync(mark, hashOf([...sources, ...made]));
  return 0;
}

/** Runs Next with the arguments and hands it the signals that stop this process. Gives the exit code, 130 when a signal ended it. */
export function runNext(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [next, ...args], {
      cwd: root,
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
      stdio: 'inherit',
    });
    const forward = (signal) => child.kill(signal);
    process.on('SIGINT', forward);
    process.on('SIGTERM', forward);
    child.on('exit', (code, signal) => {
      process.off('SIGINT', forward);
      process.off('SIGTERM', forward);
      resolve(signal ? 130 : (code ?? 1));
    });
  });
}

/** Contents, not times: a clone or a checkout touches every file. */
function hashOf(names) {
  const sum = createHash('sha256');
  const add = (name) => {
    const file = path.join(root, name);
    if (!existsSync(file)) return;
    let entries;
    try {
      entries = readdirSync(file).sort();
    } catch (error) {
      if (error.code !== 'ENOTDIR') throw error;
      sum.update(`${name}\0`).update(readFileSync(file));
      return;
    }
    for (const entry of entries) add(`${name}/${entry}`);
  };
  names.forEach(add);
  return sum.digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await buildPage({ always: true });
