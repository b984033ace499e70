import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { capture, expect, expectKept, openCase, openHome, test } from './page';

const captures = fileURLToPath(new URL('../../fixtures/captures/', import.meta.url));

/** A folder of captures, nested, with what systems and tools leave beside them. */
function makeFolder(): string {
  const root = mkdtempSync(join(tmpdir(), 'gotriage-folder-'));
  const folder = join(root, 'incident');
  mkdirSync(join(folder, 'pod 1', 'later'), { recursive: true });
  mkdirSync(join(folder, '.git'), { recursive: true });
  mkdirSync(join(folder, 'empty'), { recursive: true });
  cpSync(join(captures, 'web/heap.pb.gz'), join(folder, 'heap.pb.gz'));
  cpSync(join(captures, 'web/goroutine.1.debug2.txt'), join(folder, 'pod 1', 'goroutine.1.txt'));
  cpSync(join(captures, 'web/goroutine.2.debug2.txt'), join(folder, 'pod 1', 'later', 'goroutine.2.txt'));
  writeFileSync(join(folder, '.DS_Store'), 'x');
  writeFileSync(join(folder, 'pod 1', '._goroutine.1.txt'), 'x');
  writeFileSync(join(folder, '.git', 'HEAD'), 'x');
  return folder;
}

/** Drags paths of the disk over the page and lets go, as the browser itself gets it from the system. */
async function drag(page: Page, paths: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
  await session.detach();
}

test('a dropped folder is opened with all it holds, hidden files left out and told', async ({ page }) => {
  const folder = makeFolder();
  try {
    await openHome(page);
    await drag(page, [folder]);
    await expect(page).toHaveURL(/\/case\?id=/);
    await expect(page.getByTestId('chip')).toHaveCount(3);
    await expect(page.getByTestId('broken')).toHaveCount(0);
    await expect(page.getByRole('textbox', { name: 'Rename the case' })).toHaveValue('incident');
    for (const name of ['incident/heap.pb.gz', 'incident/pod 1/goroutine.1.txt', 'incident/pod 1/later/goroutine.2.txt'])
      await expect(page.getByRole('button', { name, exact: true })).toBeVisible();
    const told = page.getByTestId('left-out');
    for (const name of ['incident/.DS_Store', 'incident/.git/', 'incident/pod 1/._goroutine.1.txt']) await expect(told).toContainText(name);
    await expectKept(page, 3);
    await page.reload();
    await expect(page.getByTestId('chip')).toHaveCount(3);
    await expect(told).toContainText('.DS_Store');
  } finally {
    rmSync(join(folder, '..'), { recursive: true, force: true });
  }
});

test('a folder is added to an open case, beside a file', async ({ page }) => {
  const folder = makeFolder();
  try {
    await openCase(page, [capture('convert-faulty/allocs.pb.gz')]);
    await drag(page, [folder, join(captures, 'convert-faulty/cpu.pb.gz')]);
    await expect(page.getByTestId('chip')).toHaveCount(5);
    await expect(page.getByTestId('broken')).toHaveCount(0);
  } finally {
    rmSync(join(folder, '..'), { recursive: true, force: true });
  }
});

test('a folder can be chosen by its button', async ({ page }) => {
  const folder = makeFolder();
  try {
    await openHome(page);
    await page.getByTestId('folder-input').setInputFiles(folder);
    await expect(page.getByTestId('chip')).toHaveCount(3);
    await expect(page.getByTestId('left-out')).toContainText('incident/.git/');
  } finally {
    rmSync(join(folder, '..'), { recursive: true, force: true });
  }
});

test('a folder of hidden files alone opens nothing and says so', async ({ page }) => {
  const root = mkdtempSync(join(tmpdir(), 'gotriage-folder-'));
  try {
    mkdirSync(join(root, 'bare'));
    writeFileSync(join(root, 'bare', '.env'), 'x');
    await openHome(page);
    await drag(page, [join(root, 'bare')]);
    await expect(page.getByText('There are only hidden files in it: bare/.env.')).toBeVisible();
    expect(new URL(page.url()).pathname).toBe('/');
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

test('looking through a large folder can be cancelled', async ({ page }) => {
  await openHome(page);
  // The disk is too fast for a cancel by hand: a folder that holds a folder, and so on, each answering after a while.
  await page.evaluate(() => {
    const folder = (depth: number): object => ({
      isDirectory: true,
      isFile: false,
      name: `level ${depth}`,
      createReader() {
        let given = false;
        return {
          readEntries(resolve: (entries: object[]) => void) {
            const entries = given ? [] : [folder(depth + 1)];
            given = true;
            setTimeout(() => resolve(entries), 200);
          },
        };
      },
    });
    const item = { kind: 'file', webkitGetAsEntry: () => folder(1), getAsFile: () => null };
    const drop = new Event('drop', { bubbles: true, cancelable: true });
    Object.assign(drop, { dataTransfer: { types: ['Files'], items: [item] } });
    document.body.dispatchEvent(drop);
  });
  await expect(page.getByText('Looking through the folder')).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('Looking through the folder')).toHaveCount(0);
  expect(new URL(page.url()).pathname).toBe('/');
  // The page goes on as before.
  await page.getByTestId('sample').first().click();
  await expect(page.getByTestId('finding').first()).toBeVisible();
});
