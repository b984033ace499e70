import { chromium, type Page } from '@playwright/test';
import { findBrowser } from '../tests/tools/browser';
import { startServer } from './browser';
import { flameProfile } from './flame-profile';
import type { BenchRow } from './setup';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  /** Time of the thread itself, without what the system gave to others. */
  readonly tdur?: number;
}

interface Frames {
  /** Work of the page's main thread from one frame to the next, CPU time in ms: events, React, drawing. */
  readonly cpu: number[];
  /** The same as wall time, which holds what other programs took. */
  readonly wall: number[];
}

const moves = 120;
/** 60 frames a second. */
const target = 16;

/**
 * The flame graph of the real page over a tree of 300 000 nodes: zoomed by the wheel, dragged, scrolled down a stack of 10 000 frames. What is
 * measured is the work of the main thread between two frames, by Chromium's own tracing.
 *
 * @param ratio pixels of the screen to one of the page
 */
export async function flameBench(ratio = 1): Promise<BenchRow[]> {
  const { bytes, nodes } = flameProfile();
  const server = await startServer();
  const browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 1000 }, deviceScaleFactor: ratio });
    await page.goto(server.url);
    await page
      .getByTestId('file-input')
      .setInputFiles({ name: 'flame.pb.gz', mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) });
    await page.waitForURL(/\/case\?id=/);
    await page.locator('nav a[href*="view=profile"]').click();
    const flame = page.getByTestId('flame');
    await flame.waitFor({ timeout: 120_000 });
    await page.waitForTimeout(2000);
    const box = await flame.boundingBox();
    if (!box) throw new Error('the flame graph has no place on the page');
    const centre = { x: box.x + box.width / 2, y: box.y + 120 };
    const rows: BenchRow[] = [];
    const report = (work: string, { cpu, wall }: Frames) => {
      const name = `flame graph, ${Math.round(nodes / 1000)} 000 nodes, ${ratio} × pixels: ${work}, ${cpu.length} frames`;
      rows.push({ work: `${name}: CPU of a frame, p95`, ours: share(cpu, 0.95), peer: undefined, unit: 'ms', peerName: '', target });
      rows.push({ work: 'the same: median', ours: share(cpu, 0.5), peer: undefined, unit: 'ms', peerName: '' });
      rows.push({ work: 'the same: wall time, p95', ours: share(wall, 0.95), peer: undefined, unit: 'ms', peerName: '' });
    };
    await page.mouse.move(centre.x, centre.y);
    report(
      'zoom',
      await traced(page, async () => {
        await page.keyboard.down('Control');
        for (let i = 0; i < moves; i++) await page.mouse.wheel(0, i < moves / 2 ? -20 : 20);
        await page.keyboard.up('Control');
      }),
    );
    await page.keyboard.down('Control');
    for (let i = 0; i < 12; i++) await page.mouse.wheel(0, -40);
    await page.keyboard.up('Control');
    report(
      'drag',
      await traced(page, async () => {
        await page.mouse.down();
        for (let i = 0; i < moves; i++) await page.mouse.move(centre.x + (i % 2 === 0 ? i : -i), centre.y);
        await page.mouse.up();
      }),
    );
    await page.keyboard.press('0');
    report(
      'scroll',
      await traced(page, async () => {
        for (let i = 0; i < moves; i++) await page.mouse.wheel(0, 180);
      }),
    );
    return rows;
  } finally {
    await browser.close();
    server.child.kill();
  }
}

/** Records what the main thread does while `work` runs and cuts it at the animation frames that drew. */
async function traced(page: Page, work: () => Promise<void>): Promise<Frames> {
  const browser = page.context().browser();
  if (!browser) throw new Error('the page has no browser');
  await browser.startTracing(page, { categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'toplevel'] });
  await work();
  await page.waitForTimeout(300);
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString('utf8')) as { traceEvents: TraceEvent[] };
  const drawn = traceEvents.filter((event) => event.name === 'FireAnimationFrame' && event.ph === 'X');
  const [first] = drawn;
  if (!first) throw new Error('no animation frame was recorded');
  const main = (event: TraceEvent) => event.pid === first.pid && event.tid === first.tid;
  const tasks = traceEvents
    .filter((event) => event.ph === 'X' && main(event) && /RunTask$/.test(event.name) && event.dur !== undefined)
    .sort((a, b) => a.ts - b.ts);
  const outermost = tasks.filter((task, i) => i === 0 || task.ts >= tasks[i - 1].ts + (tasks[i - 1].dur ?? 0));
  const frames: Frames = { cpu: [], wall: [] };
  let cpu = 0;
  let wall = 0;
  const ends = drawn.filter(main).sort((a, b) => a.ts - b.ts);
  let frame = 0;
  for (const task of outermost) {
    cpu += (task.tdur ?? task.dur ?? 0) / 1000;
    wall += (task.dur ?? 0) / 1000;
    const end = task.ts + (task.dur ?? 0);
    if (frame >= ends.length || ends[frame].ts > end) continue;
    while (frame < ends.length && ends[frame].ts <= end) frame++;
    frames.cpu.push(cpu);
    frames.wall.push(wall);
    cpu = 0;
    wall = 0;
  }
  return frames;
}

function share(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
