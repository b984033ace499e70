import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { createServer } from 'node:net';
import { basename, join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { findBrowser } from '../tests/tools/browser';
import { type Opened, openWithGo } from './go-tool-trace';
import { peakOf } from './peak';
import { type BenchRow, buildGo, inFolder, median, megabytes, root } from './setup';
import { trace } from './trace';

interface Opening {
  /** From the choice of the file to the overview on the screen, in ms. */
  readonly shownMs: number;
  /** From the click on the file's own view to the last change of the page that follows, when nothing is being computed any more, in ms. */
  readonly viewMs: number;
  /** Peak resident memory of the page's process (page, its workers, array buffers), in bytes; NaN where the system does not tell. */
  readonly peakBytes: number;
}

/**
 * The page in a real browser: a file chosen on Home until its findings stand on the screen, and the peak memory of the page's process. Every
 * round is a browser of its own; the server is the production build.
 */
export async function browserBench(rounds = 3, large = false): Promise<BenchRow[]> {
  const server = await startServer();
  try {
    return await inFolder(async (folder) => {
      const rows: BenchRow[] = [];
      for (const file of inputs(folder, large)) {
        const openings: Opening[] = [];
        for (let round = 0; round < rounds; round++) openings.push(await openOnce(server.url, file.path, file.view));
        const peer = file.view === 'trace' ? await openWithGo(file.path) : undefined;
        const name = `${basename(file.path)}, ${Math.round(statSync(file.path).size / 1e6)} MB`;
        const middle = (of: (opening: Opening) => number) => median(openings.map(of));
        const row = (work: string, ours: number, unit: BenchRow['unit'], target?: number, theirs?: (opened: Opened) => number) =>
          rows.push({ work, ours, peer: peer && theirs?.(peer), unit, peerName: 'go tool trace', target });
        row(
          `${name}: chosen to findings`,
          middle(({ shownMs }) => shownMs),
          'ms',
          file.target,
          ({ ms }) => ms,
        );
        row(
          `the same: its page ${file.view} after that`,
          middle(({ viewMs }) => viewMs),
          'ms',
        );
        row(
          "the same: peak memory of the page's process",
          megabytes(middle(({ peakBytes }) => peakBytes)),
          'MB',
          file.targetMB,
          ({ peakBytes }) => megabytes(peakBytes),
        );
      }
      return rows;
    });
  } finally {
    server.child.kill();
  }
}

interface Input {
  readonly path: string;
  readonly view: string;
  /** In ms, and in MB. */
  readonly target?: number;
  readonly targetMB?: number;
}

function inputs(folder: string, large: boolean): Input[] {
  buildGo(folder, ['dump', 'pprofgen']);
  execFileSync(join(folder, 'dump'), ['-goroutines', '100000', '-o', join(folder, 'dump.txt')]);
  execFileSync(join(folder, 'pprofgen'), [join(folder, 'profile')]);
  return [
    { path: join(folder, 'dump.txt'), view: 'goroutines', target: 2000 },
    { path: join(folder, 'profile.pb'), view: 'profile' },
    { path: join(folder, 'profile.pb.gz'), view: 'profile' },
    { path: trace('1x'), view: 'trace' },
    { path: trace('60ms'), view: 'trace', target: 700, targetMB: 250 },
    { path: trace('0.4s'), view: 'trace', target: 2000, targetMB: 400 },
    ...(large ? [{ path: trace('2s'), view: 'trace', target: 8000, targetMB: 1024 }] : []),
  ];
}

/** The production server on a free port, ready. */
export async function startServer(): Promise<{ readonly url: string; readonly child: ChildProcess }> {
  const port = await freePort();
  const child = spawn(process.execPath, [join(root, 'lib/server/start.mjs')], {
    env: { ...process.env, PORT: String(port), HOST: '127.0.0.1' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  for (let left = 600; left > 0 && child.exitCode === null; left--) {
    const answer = await fetch(`${url}/api/v1/health`).catch(() => undefined);
    if (answer?.ok) return { url, child };
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  child.kill();
  throw new Error('the server did not start: see `npm start`');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}

async function openOnce(url: string, file: string, view: string): Promise<Opening> {
  // A profile on the disk, as users have: a private one keeps no copy of the file.
  return inFolder(async (profile) => {
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: findBrowser(),
      args: ['--no-sandbox', '--disable-gpu'],
      viewport: { width: 1440, height: 900 },
    });
    try {
      const page = await context.newPage();
      await page.goto(url);
      await page.getByTestId('sample').first().waitFor();
      // Nobody has a file chosen before the page has fetched what it fetches when idle.
      await page.waitForLoadState('networkidle');
      await watch(page);
      await page.getByTestId('file-input').setInputFiles(file);
      const shownMs = await page.evaluate(() => (window as unknown as { shown: Promise<number> }).shown);
      const viewMs = await openView(page, view);
      const session = await context.browser()?.newBrowserCDPSession();
      if (!session) throw new Error('the browser gives no session of its own');
      const { processInfo } = await session.send('SystemInfo.getProcessInfo');
      const peaks = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => peakOf(id));
      return { shownMs, viewMs, peakBytes: Math.max(...peaks) };
    } finally {
      await context.close();
    }
  });
}

/** Takes the time from the choice of a file to the frame that shows what was found, inside the page: no round trip counts. */
async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const shown = new Promise<number>((resolve) => {
      let start = 0;
      document.addEventListener(
        'change',
        () => {
          start = performance.now();
        },
        { capture: true, once: true },
      );
      const observer = new MutationObserver(() => {
        if (start === 0 || !document.querySelector('section[aria-labelledby="missing"]')) return;
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
      });
      observer.observe(document.body, { subtree: true, childList: true });
    });
    Object.assign(window, { shown });
  });
}

/** Clicks the view in the rail and waits until nothing is being computed any more and the page has not changed for a while. */
async function openView(page: Page, view: string): Promise<number> {
  return page.evaluate(
    ({ view, quietMs }) =>
      new Promise<number>((resolve) => {
        const link = document.querySelector<HTMLElement>(`nav a[href*="view=${view}"]`);
        const start = performance.now();
        let last = start;
        const observer = new MutationObserver(() => {
          last = performance.now();
        });
        observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
        link?.click();
        // No named function in here: the compiler would wrap it in a helper that the page does not have.
        const timer = setInterval(() => {
          const states = [...document.querySelectorAll('main [role="status"]')];
          if (performance.now() - last < quietMs || states.some((state) => state.textContent?.endsWith('…'))) return;
          clearInterval(timer);
          observer.disconnect();
          resolve(last - start);
        }, 50);
      }),
    { view, quietMs: 1000 },
  );
}
