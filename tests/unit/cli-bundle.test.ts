import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, cpSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../package.json';
import { gotriage } from '../support/cli';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = join(root, manifest.bin.gotriage);

describe('the bundled command', () => {
  beforeAll(() => {
    execFileSync(process.execPath, [join(root, 'lib/host/build.mjs')], { stdio: ['ignore', 'ignore', 'inherit'] });
  }, 60_000);

  it.each([
    [['analyze', 'fixtures/captures/convert-faulty/allocs.pb.gz', '--lang', 'zh', '--markdown']],
    [['analyze', 'fixtures/captures/monitor/gogc-100.trace', 'fixtures/invalid/noise.bin']],
    [['top', 'fixtures/captures/convert-faulty/cpu.pb.gz', '--focus', 'json\\..*Unmarshal']],
    [['--help']],
    [['nonsense']],
  ])(
    '%j says what the sources say',
    async (words) => {
      const expected = await gotriage(words);
      const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...words], { cwd: root, encoding: 'utf8' });
      expect(stdout).toBe(expected.out);
      expect(stderr).toBe(expected.err.map((line) => `${line}\n`).join(''));
      expect(status).toBe(expected.code);
    },
    60_000,
  );

  it('reads standard input', () => {
    const dump = 'goroutine 1 [running]:\nmain.main()\n\t/srv/main.go:7 +0x1f\n';
    const { status, stdout } = spawnSync(process.execPath, [bin, 'analyze', '-', '--json'], { input: dump, encoding: 'utf8' });
    expect(status).toBe(0);
    expect(JSON.parse(stdout).inputs[0]).toMatchObject({ name: '-', ok: true, format: 'goroutine-debug2' });
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('leaves nothing of what came through a pipe when %s ends it', async (signal) => {
    const folder = mkdtempSync(join(tmpdir(), 'gotriage-signal-'));
    try {
      const child = spawn(process.execPath, [bin, 'analyze', '-'], {
        env: { ...process.env, TMPDIR: folder },
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      const ended = once(child, 'exit');
      child.stdin.write('goroutine 1 [running]:\n');
      while (readdirSync(folder, { recursive: true }).length < 2) await setTimeout(20);
      child.kill(signal);
      await ended;
      child.stdin.destroy();
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends on %s while it waits for what a named pipe has to say', async (signal) => {
    const folder = mkdtempSync(join(tmpdir(), 'gotriage-pipe-'));
    try {
      const pipe = join(folder, 'pipe');
      execFileSync('mkfifo', [pipe]);
      const child = spawn(process.execPath, [bin, 'analyze', pipe], { env: { ...process.env, TMPDIR: folder }, stdio: 'ignore' });
      const ended = once(child, 'exit');
      while (readdirSync(folder).length < 2) await setTimeout(20);
      child.kill(signal);
      await ended;
      expect(readdirSync(folder)).toEqual(['pipe']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('reads a named pipe', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gotriage-pipe-'));
    try {
      const pipe = join(folder, 'pipe');
      execFileSync('mkfifo', [pipe]);
      const writer = spawn('sh', ['-c', 'sleep 0.5; cat fixtures/captures/bench/before.txt > "$1"', 'sh', pipe], { cwd: root });
      const { status, stdout } = spawnSync(process.execPath, [bin, 'analyze', pipe, '--json'], { encoding: 'utf8' });
      writer.kill();
      expect(status).toBe(0);
      expect(JSON.parse(stdout).inputs[0]).toMatchObject({ ok: true, format: 'go-bench' });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('keeps its exit code where nobody reads its errors', async () => {
    const child = spawn(process.execPath, [bin, 'analyze', 'no-such-file'], { stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.destroy();
    expect(await once(child, 'exit')).toEqual([3, null]);
  });

  it.runIf(existsSync('/dev/full'))('says that its output cannot be written', () => {
    const full = openSync('/dev/full', 'w');
    try {
      const { status, stderr } = spawnSync(process.execPath, [bin, 'top', join(root, 'fixtures/captures/convert-faulty/heap.1.pb.gz')], {
        stdio: ['ignore', full, 'pipe'],
        encoding: 'utf8',
      });
      expect(status).toBe(2);
      expect(stderr).toMatch(/^gotriage: standard output cannot be written: ENOSPC.*\n$/);
    } finally {
      closeSync(full);
    }
  });

  it('says what to do in a checkout without its packages, and npm may go on', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gotriage-checkout-'));
    try {
      for (const part of ['lib/cli', 'lib/host']) mkdirSync(join(folder, part), { recursive: true });
      for (const file of ['lib/cli/bin.cjs', 'lib/host/build.mjs', 'package.json']) cpSync(join(root, file), join(folder, file));
      const called = spawnSync(process.execPath, [join(folder, 'lib/cli/bin.cjs'), '--version'], { encoding: 'utf8' });
      expect(called.status).toBe(2);
      expect(called.stderr).toContain('run `npm ci`');
      const [, script, ...flags] = manifest.scripts.prepare.split(' ');
      expect(spawnSync(process.execPath, [join(folder, script), ...flags]).status).toBe(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
