import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * `npm start`: builds the page when its sources changed since the last build, then serves it. PORT (3000) and HOST (127.0.0.1: this machine
 * alone) come from the environment.
 */
const root = fileURLToPath(new URL('../..', import.meta.url));
const next = path.join(root, 'node_modules', 'next', 'dist', 'bin', 'next');
const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };
const sources = ['app', 'lib', 'proto', 'public', 'proxy.ts', 'next.config.js', 'postcss.config.mjs', 'tsconfig.json', 'package-lock.json'];

const buildId = path.join(root, '.next', 'BUILD_ID');
const mark = path.join(root, '.next', 'sources.sha256');
const hash = hashSources();
if (!existsSync(buildId) || !existsSync(mark) || readFileSync(mark, 'utf8') !== hash) {
  console.log('Building the page: this takes a moment and happens once.');
  const code = await run(['build']);
  if (code !== 0) process.exit(code);
  // The build copies the sample cases into public/, which counts as a source.
  writeFileSync(mark, hashSources());
}

const port = env.PORT || '3000';
const host = env.HOST || '127.0.0.1';
console.log(`gotriage: http://${host}:${port}`);
process.exit(await run(['start', '-H', host, '-p', port]));

/** Contents, not times: a clone or a checkout touches every file. */
function hashSources() {
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
  sources.forEach(add);
  return sum.digest('hex');
}

function run(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [next, ...args], { cwd: root, env, stdio: 'inherit' });
    const forward = (signal) => child.kill(signal);
    process.on('SIGINT', forward);
    process.on('SIGTERM', forward);
    child.on('exit', (code, signal) => {
      process.off('SIGINT', forward);
      process.off('SIGTERM', forward);
      resolve(signal ? 0 : (code ?? 1));
    });
  });
}
