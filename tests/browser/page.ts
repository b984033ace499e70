import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Locator, type Page } from '@playwright/test';

const captures = new URL('../../fixtures/captures/', import.meta.url);
const invalid = new URL('../../fixtures/invalid/', import.meta.url);

/** A file as the picker and the drop take it. */
export interface TestFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

export function capture(path: string): TestFile {
  return { name: basename(path), mimeType: 'application/octet-stream', buffer: readFileSync(new URL(path, captures)) };
}

export function broken(path: string): TestFile {
  return { name: basename(path), mimeType: 'application/octet-stream', buffer: readFileSync(new URL(path, invalid)) };
}

/**
 * Every test fails on a console error, an uncaught exception, a violation of the security policy, or a request to any
 * other host.
 */
export const test = base.extend<{ watched: undefined }>({
  watched: [
    async ({ page, baseURL }, use) => {
      const troubles: string[] = [];
      page.on('console', (entry) => {
        if (entry.type() === 'error') troubles.push(`console: ${entry.text()} ${entry.location().url}`);
      });
      // The browser's own request for /favicon.ico is no response here: only the console tells of it.
      page.on('response', (response) => {
        if (response.status() >= 400) troubles.push(`${response.status()} ${response.url()}`);
      });
      // What code tries and catches, as compiling WebAssembly, is no line of the console in every browser.
      await page.exposeFunction('tellRefused', (refused: string) => troubles.push(`refused by policy: ${refused}`));
      await page.addInitScript(() => {
        const { tellRefused } = window as unknown as { tellRefused: (refused: string) => void };
        window.addEventListener('securitypolicyviolation', (event) =>
          tellRefused(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`),
        );
      });
      page.on('pageerror', (error) => troubles.push(`exception: ${error.message}`));
      page.on('request', (request) => {
        const url = request.url();
        if (!url.startsWith(String(baseURL)) && !/^(blob|data):/.test(url)) troubles.push(`foreign request: ${url}`);
      });
      await use(undefined);
      expect(troubles).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Chooses files in the picker of the page at hand. */
export async function choose(page: Page, files: readonly TestFile[]): Promise<void> {
  await page.getByTestId('file-input').setInputFiles([...files]);
}

/** The cases' records in the browser's own database, as of now. */
export async function keptCases(page: Page): Promise<{ id: string; name: string; files: unknown[]; sources?: unknown[] }[]> {
  return page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('gotriage');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const asked = opening.result.transaction('cases').objectStore('cases').getAll();
          asked.onerror = () => reject(asked.error);
          asked.onsuccess = () => {
            opening.result.close();
            resolve(asked.result);
          };
        };
      }),
  );
}

/** Lets nothing be written until what it gives is called or the page is left, as on a disk that is busy; resolves as soon as it holds. */
export async function holdDatabase(page: Page): Promise<() => Promise<void>> {
  const release = await page.evaluateHandle(
    () =>
      new Promise<() => void>((holding, failed) => {
        const opening = indexedDB.open('gotriage');
        opening.onerror = () => failed(opening.error);
        opening.onsuccess = () => {
          const store = opening.result.transaction('cases', 'readwrite').objectStore('cases');
          let held = true;
          const hold = () => {
            if (held) store.count().onsuccess = hold;
            else opening.result.close();
          };
          store.count().onsuccess = () => {
            hold();
            holding(() => {
              held = false;
            });
          };
        };
      }),
  );
  return () => release.evaluate((end) => end());
}

/** Keeps the page's questions of that name from the worker until what it gives is called, as on a machine that is busy. */
export async function holdQuery(page: Page, name: string): Promise<() => Promise<void>> {
  const release = await page.evaluateHandle((held) => {
    const post = Worker.prototype.postMessage;
    const waiting: (() => void)[] = [];
    Worker.prototype.postMessage = function (this: Worker, ...args: Parameters<typeof post>) {
      const send = () => post.apply(this, args);
      if (args[0].name === held) waiting.push(send);
      else send();
    } as typeof post;
    return () => {
      Worker.prototype.postMessage = post;
      for (const send of waiting) send();
    };
  }, name);
  return () => release.evaluate((end) => end());
}

/** Waits until the browser's database has the open case with that many files: what is not there yet, a reload loses. */
export async function expectKept(page: Page, files: number): Promise<void> {
  const id = new URL(page.url()).searchParams.get('id');
  await expect.poll(async () => (await keptCases(page)).find((record) => record.id === id)?.files.length).toBe(files);
}

/** Waits until nothing is on its way into the browser's database any more, as the page itself knows it: it would let go of the user. */
export async function expectWritten(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => window.dispatchEvent(new Event('beforeunload', { cancelable: true })))).toBe(true);
}

/** Waits until a chart's canvas is drawn in the width that it has: it takes its points when it is drawn. */
export async function expectDrawn(canvas: Locator): Promise<void> {
  const beside = () =>
    canvas.evaluate((element) => Math.abs((element as HTMLCanvasElement).width - element.clientWidth * window.devicePixelRatio));
  await expect.poll(beside).toBeLessThan(1);
}

/** Waits until the worker, which answers in turn, has answered what it was asked so far: it is asked for a file's contents, which come last. */
export async function expectAnswered(page: Page): Promise<void> {
  const drawer = page.getByRole('complementary', { name: 'Contents' });
  await page.getByTestId('chip').first().click();
  await expect(drawer).toContainText(/[0-9a-f]{64}/);
  await drawer.getByRole('button', { name: 'Close' }).click();
  await expect(drawer).toHaveCount(0);
}

/** Waits until no part of the view is on its way. */
export async function expectComputed(page: Page): Promise<void> {
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  await expect(page.getByRole('status').filter({ hasText: /Computing|计算中/ })).toHaveCount(0);
}

/** Nothing is wider than the page, or than the element that scrolls, once it has taken the room it has. */
export async function expectFits(page: Page, scrolling: Locator = page.locator('html')): Promise<void> {
  await expectComputed(page);
  await expect.poll(() => scrolling.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0);
}

/** Opens a new case with the files, waits for its overview, and until it is kept. */
export async function openCase(page: Page, files: readonly TestFile[]): Promise<void> {
  await showCase(page, files);
  await expectKept(page, files.length);
}

/** Goes home and waits until the page hears what is done: the samples are listed by its own code. */
export async function openHome(page: Page): Promise<void> {
  await page.goto('/');
  await expect(page.getByTestId('sample').first()).toBeVisible();
}

/** Opens a new case with the files and waits for its overview, whether or not the browser keeps it. */
export async function showCase(page: Page, files: readonly TestFile[]): Promise<void> {
  await openHome(page);
  await choose(page, files);
  await expect(page).toHaveURL(/\/case\?id=/);
  await expect(page.getByRole('heading', { level: 1, name: /Overview|总览/ })).toBeVisible();
}

/** Presses at one place of an element, moves to another and lets go. */
export async function drag(target: Locator, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  await target.dragTo(target, { sourcePosition: from, targetPosition: to, steps: 4 });
}

/** Drops files on the page as a user does: a DataTransfer with real File objects, dragged in and let go. */
export async function dropFiles(page: Page, files: readonly TestFile[]): Promise<void> {
  const sent = files.map(({ name, buffer }) => ({ name, base64: buffer.toString('base64') }));
  const transfer = await page.evaluateHandle((list) => {
    const made = new DataTransfer();
    for (const { name, base64 } of list) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      made.items.add(new File([bytes], name));
    }
    return made;
  }, sent);
  for (const type of ['dragenter', 'dragover', 'drop']) await page.dispatchEvent('body', type, { dataTransfer: transfer });
}

export async function go(page: Page, view: string): Promise<void> {
  const link = page.locator(`nav a[href*="view=${view}"]`);
  await link.click();
  await expect(page).toHaveURL(new RegExp(`view=${view}`));
  // The address is there first; the rail changes with the view.
  await expect(link).toHaveAttribute('aria-current', 'page');
}

/** No issue by axe, of whatever impact; names of what it found. */
export async function expectAccessible(page: Page): Promise<void> {
  // Half way from one colour to another neither's contrast holds.
  await page.evaluate(async () => {
    const ending = document.getAnimations().filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime));
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
  // The page has no frame of another host, which alone would want a page of its own; what passes is not asked for.
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] });
  const { violations } = await axe.analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(' | ')}`)).toEqual([]);
}
