import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { capture, choose, expect, expectKept, expectWritten, go, holdDatabase, openCase, openHome, showCase, test } from './page';

const dump = capture('report-faulty/goroutine.3.debug2.txt');
const heap = capture('web/heap.pb.gz');

test('a browser that blocks all storage opens a case all the same, and says that it is not kept', async ({ page }) => {
  await page.addInitScript(() => {
    const refuse = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    };
    for (const name of ['indexedDB', 'localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get: refuse });
  });
  await showCase(page, [dump]);
  await expect(page.getByText('This browser would not keep the files')).toBeVisible();
  await expect(page.getByTestId('finding').first()).toBeVisible();
  await go(page, 'goroutines');
  await page.getByRole('row').nth(1).click();
  await expect(page.getByRole('complementary')).toBeVisible();
  await page.keyboard.press('Escape');
  // The case lives on in this tab.
  await choose(page, [heap]);
  await expect(page.getByTestId('chip')).toHaveCount(2);
  await page.getByRole('textbox', { name: 'Rename the case' }).fill('in memory');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'All cases' }).first().click();
  await page.getByRole('link', { name: 'in memory' }).click();
  await expect(page.getByTestId('chip')).toHaveCount(2);
  await page.getByRole('link', { name: 'All cases' }).first().click();
  await page.getByRole('button', { name: /Delete case/ }).click();
  await page.getByRole('button', { name: 'Delete it' }).click();
  await expect(page.getByRole('link', { name: 'in memory' })).toHaveCount(0);
});

test('a full disk is told, and the case stays open', async ({ page }) => {
  await page.addInitScript(() => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...args: Parameters<typeof put>) {
      if (this.name === 'blobs') throw new DOMException('Quota exceeded.', 'QuotaExceededError');
      return put.apply(this, args);
    };
  });
  await showCase(page, [dump, heap]);
  await expect(page.getByText(/This browser would not keep the files \(.*Quota exceeded/)).toBeVisible();
  await expect(page.getByTestId('chip')).toHaveCount(2);
  await page.reload();
  await expect(page.getByText('There is no such case in this browser')).toBeVisible();
});

test('whoever leaves while something is not kept yet is asked first', async ({ page }) => {
  await openCase(page, [dump]);
  const asked: string[] = [];
  page.on('dialog', async (dialog) => {
    asked.push(dialog.type());
    await dialog.accept();
  });
  const rename = async (name: string) => {
    await page.getByRole('textbox', { name: 'Rename the case' }).fill(name);
    await page.keyboard.press('Enter');
  };
  await rename('kept');
  await expect(page).toHaveTitle('kept · gotriage');
  await page.reload();
  expect(asked).toEqual([]);
  await expect(page.getByTestId('chip')).toHaveCount(1);
  await holdDatabase(page);
  await rename('too soon');
  await page.reload();
  expect(asked).toEqual(['beforeunload']);
});

test('whoever leaves while a case is not deleted yet is asked first, and has it still', async ({ page }) => {
  await openCase(page, [dump]);
  await openHome(page);
  const link = page.getByRole('link', { name: dump.name });
  await expect(link).toBeVisible();
  await holdDatabase(page);
  await page.getByRole('button', { name: /Delete case/ }).click();
  await page.getByRole('button', { name: 'Delete it' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(link).toBeVisible();
  const asked: string[] = [];
  page.on('dialog', async (dialog) => {
    asked.push(dialog.type());
    await dialog.accept();
  });
  await page.reload();
  expect(asked).toEqual(['beforeunload']);
  await expect(link).toBeVisible();
});

test('a name given while the case is read again stays', async ({ page }) => {
  await openCase(
    page,
    [1, 2].map((n) => capture(`report-faulty/goroutine.${n}.debug2.txt`)),
  );
  await go(page, 'goroutines');
  const release = await holdFiles(page);
  const kind = page.getByRole('combobox', { name: 'These captures are' });
  await kind.selectOption('each');
  await expect(kind).toHaveValue('each');
  const name = page.getByRole('textbox', { name: 'Rename the case' });
  await name.fill('of two instances');
  await name.press('Enter');
  await expect(page).toHaveTitle('of two instances · gotriage');
  await release();
  await expect(page.getByRole('button', { name: 'Instances' })).toBeVisible();
  await expect(name).toHaveValue('of two instances');
});

/** Keeps from the page the files that it reads from the browser's database until what it gives is called. */
async function holdFiles(page: Page): Promise<() => Promise<void>> {
  const release = await page.evaluateHandle(() => {
    const { get } = IDBObjectStore.prototype;
    const waiting: (() => void)[] = [];
    IDBObjectStore.prototype.get = function (this: IDBObjectStore, ...args: Parameters<typeof get>) {
      const request = get.apply(this, args);
      const hold = (event: Event) => {
        event.stopImmediatePropagation();
        waiting.push(() => request.dispatchEvent(new Event('success')));
      };
      if (this.name === 'blobs') request.addEventListener('success', hold, { once: true });
      return request;
    } as typeof get;
    return () => {
      IDBObjectStore.prototype.get = get;
      for (const tell of waiting) tell();
    };
  });
  return () => release.evaluate((end) => end());
}

test('a file chosen while the browser still looks for the case is added to it', async ({ page }) => {
  await openCase(page, [dump]);
  await openHome(page);
  const link = page.getByRole('link', { name: dump.name });
  await expect(link).toBeVisible();
  const release = await holdDatabase(page);
  await link.click();
  await expect(page.getByRole('button', { name: 'Add files' })).toBeVisible();
  await choose(page, [heap]);
  await expect(page.getByTestId('chip')).toHaveCount(0);
  await release();
  await expect(page.getByTestId('chip')).toHaveCount(2);
  await expectKept(page, 2);
});

test('a file whose bytes the browser has lost is not handed out empty', async ({ page }) => {
  await openCase(page, [dump]);
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('gotriage');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const transaction = opening.result.transaction('blobs', 'readwrite');
          transaction.objectStore('blobs').clear();
          transaction.onerror = () => reject(transaction.error);
          transaction.oncomplete = () => {
            opening.result.close();
            resolve();
          };
        };
      }),
  );
  await page.getByTestId('chip').first().click();
  let downloads = 0;
  page.on('download', () => downloads++);
  await page.getByRole('button', { name: 'Download the file' }).click();
  await expect(page.getByText('this browser no longer has the bytes of the file')).toBeVisible();
  expect(downloads).toBe(0);
});

test('two tabs of one case do not undo each other', async ({ page, context }) => {
  await openCase(page, [dump]);
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(other.getByTestId('chip')).toHaveCount(1);
  await choose(other, [heap]);
  await expect(other.getByTestId('chip')).toHaveCount(2);
  await expectKept(other, 2);
  await page.getByRole('textbox', { name: 'Rename the case' }).fill('two tabs');
  await page.keyboard.press('Enter');
  await page.getByTestId('finding').first().getByRole('button', { name: 'Dismiss' }).click();
  await page.getByTestId('finding').first().getByRole('textbox').fill('seen in the first tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: '1 dismissed finding' })).toBeVisible();
  await other.reload();
  await expect(other.getByTestId('chip')).toHaveCount(2);
  await expect(other.getByRole('textbox', { name: 'Rename the case' })).toHaveValue('two tabs');
  await expect(other.getByRole('button', { name: '1 dismissed finding' })).toBeVisible();
  // A case deleted in one tab does not come back from the other.
  await openHome(other);
  await other.getByRole('button', { name: 'Delete case two tabs' }).click();
  await other.getByRole('button', { name: 'Delete it' }).click();
  await expect(other.getByRole('link', { name: 'two tabs' })).toHaveCount(0);
  await page.getByRole('textbox', { name: 'Rename the case' }).fill('a ghost');
  await page.keyboard.press('Enter');
  await expect(page.getByText('deleted in another tab')).toBeVisible();
  await other.reload();
  await expect(other.getByText('No case yet')).toBeVisible();
});

test('a file written anew on the disk is read from the copy that is kept', async ({ page, baseURL }, { project }) => {
  const folder = mkdtempSync(join(tmpdir(), 'gotriage-file-'));
  // A private window keeps no copy: this takes a profile on the disk.
  const kept = await chromium.launchPersistentContext(join(folder, 'profile'), { ...project.use.launchOptions, baseURL });
  try {
    const file = join(folder, 'heap.pb.gz');
    writeFileSync(file, heap.buffer);
    const tab = await kept.newPage();
    await openHome(tab);
    await tab.getByTestId('file-input').setInputFiles(file);
    await expect(tab.getByTestId('chip')).toHaveCount(1);
    await expectKept(tab, 1);
    // From here on the page itself reads the copy.
    await expectWritten(tab);
    writeFileSync(file, Buffer.concat([heap.buffer, Buffer.alloc(100, 1)]));
    await choose(tab, [dump]);
    await expect(tab.getByTestId('chip')).toHaveCount(2);
    await expect(tab.getByTestId('broken')).toHaveCount(0);
    await tab.getByTestId('chip').first().click();
    await expect(tab.getByRole('complementary')).toContainText(createHash('sha256').update(heap.buffer).digest('hex'));
  } finally {
    await kept.close();
    rmSync(folder, { recursive: true, force: true });
  }
  // In a private window the same is told with what to do.
  const again = mkdtempSync(join(tmpdir(), 'gotriage-file-'));
  try {
    const file = join(again, 'heap.pb.gz');
    writeFileSync(file, heap.buffer);
    await openHome(page);
    await page.getByTestId('file-input').setInputFiles(file);
    await expect(page.getByTestId('chip')).toHaveCount(1);
    writeFileSync(file, Buffer.concat([heap.buffer, Buffer.alloc(100, 1)]));
    await choose(page, [dump]);
    await expect(page.getByTestId('broken')).toContainText('it was changed, moved or removed since it was chosen');
    await expect(page.getByTestId('finding').first()).toBeVisible();
  } finally {
    rmSync(again, { recursive: true, force: true });
  }
});
