import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import {
  capture,
  expect,
  expectAccessible,
  expectFits,
  go,
  holdDatabase,
  holdQuery,
  keptCases,
  openCase,
  type TestFile,
  test,
} from './page';

const workloads = fileURLToPath(new URL('../../fixtures/workloads/', import.meta.url));

function source(path: string): TestFile {
  return { name: path.slice(path.lastIndexOf('/') + 1), mimeType: 'text/plain', buffer: readFileSync(join(workloads, path)) };
}

async function openTab(page: Page, tab: string, files: readonly TestFile[]): Promise<void> {
  await openCase(page, files);
  await go(page, 'profile');
  await page.getByRole('button', { name: tab, exact: true }).click();
}

/** Drops files with the folders of their names, as a folder is dropped. */
async function dropTree(page: Page, files: readonly (readonly [string, Buffer])[]): Promise<void> {
  const transfer = await page.evaluateHandle(
    (list) => {
      const made = new DataTransfer();
      for (const [name, base64] of list) {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        made.items.add(new File([bytes], name));
      }
      return made;
    },
    files.map(([name, bytes]) => [name, bytes.toString('base64')] as const),
  );
  for (const type of ['dragenter', 'dragover', 'drop']) await page.dispatchEvent('body', type, { dataTransfer: transfer });
}

test('the call graph is laid out beside the page, walks by keys and opens the drawer', async ({ page }) => {
  await openTab(page, 'Call graph', [capture('convert-faulty/allocs.pb.gz')]);
  const graph = page.getByTestId('call-graph');
  await expect(graph.locator('g.node')).not.toHaveCount(0);
  await expect(graph.locator('g.link')).not.toHaveCount(0);
  await expect(page.getByText('under 0.5% of the total')).toBeVisible();
  await graph.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/fn=/);
  await expect(page.getByRole('complementary')).toContainText('Callers');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('complementary')).toHaveCount(0);
  await page.getByRole('button', { name: 'Fit', exact: true }).click();
  // The closed drawer leaves more room, which the whole picture takes: as far from the left as from the right.
  const aside = async () => {
    const [box, picture] = [await graph.boundingBox(), await graph.locator('g.canvas').boundingBox()];
    return box && picture ? Math.abs(picture.x - box.x - (box.x + box.width - picture.x - picture.width)) : undefined;
  };
  await expect.poll(aside).toBeLessThan(4);
  const before = await graph.locator('g.canvas').getAttribute('transform');
  await page.getByRole('button', { name: 'Zoom in' }).click();
  await expect(graph.locator('g.canvas')).not.toHaveAttribute('transform', String(before));
  await page.getByRole('button', { name: 'Fit', exact: true }).click();
  await expect(graph.locator('g.canvas')).toHaveAttribute('transform', String(before));
  await page.getByRole('combobox', { name: 'Nodes' }).selectOption('20');
  await expect(page).toHaveURL(/graph-nodes=20/);
  await expect.poll(() => graph.locator('g.node').count()).toBeLessThan(21);
  await graph.locator('g.node').first().click();
  await expect(page.getByRole('complementary')).toBeVisible();
  await expectAccessible(page);
});

test('the treemap goes into packages and files and back by its crumbs', async ({ page }) => {
  await openTab(page, 'Treemap', [capture('convert-faulty/allocs.pb.gz')]);
  const map = page.getByTestId('treemap');
  await expect(map.getByText('gotriage.example/workloads/convert')).toBeVisible();
  await map
    .getByText('encoding/json', { exact: true })
    .locator('..')
    .click({ position: { x: 20, y: 8 } });
  await expect(page).toHaveURL(/treemap-package=encoding/);
  const crumbs = page.getByRole('navigation', { name: 'Place in the treemap' });
  await expect(crumbs).toContainText('encoding/json');
  await map.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/treemap-file=encoding/);
  await expect(crumbs).toContainText(/(?:de|en)code\.go/);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary')).toContainText('Callees');
  await page.keyboard.press('Escape');
  await crumbs.getByRole('button', { name: 'All packages' }).click();
  await expect(page).not.toHaveURL(/treemap-/);
  await expect(page.getByText('Areas are flat values')).toBeVisible();
  await expectAccessible(page);
});

test('tiles open the drawer at every granularity, named as the table names them', async ({ page }) => {
  await openTab(page, 'Treemap', [capture('convert-faulty/allocs.pb.gz')]);
  const map = page.getByTestId('treemap');
  for (const by of ['filefunctions', 'files', 'lines', 'addresses']) {
    const answer = await holdQuery(page, 'explore.treemap');
    await page.getByRole('combobox', { name: 'By', exact: true }).selectOption(by);
    await expect(page).toHaveURL(new RegExp(`by=${by}`));
    // Tiles of another granularity would lead nowhere.
    await expect(map).toHaveCount(0);
    await answer();
    await map.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('complementary');
    await expect(drawer).toContainText('Callers');
    await expect(drawer.getByRole('heading').first()).toContainText(
      { filefunctions: /\.go$/, files: /^[^ ]+\.go$/, lines: /\.go:\d+$/, addresses: /^[0-9a-f]{16} .*\.go:\d+$/ }[by] ?? /$^/,
    );
    await expect(page).not.toHaveURL(/[?&]q=/);
    await page.keyboard.press('Escape');
    await expect(drawer).toHaveCount(0);
  }
});

test('lines with escape notes, without a source and beside one that was dropped', async ({ page }) => {
  await openTab(page, 'Source', [capture('convert-faulty/allocs.pb.gz'), capture('compiler/escape-m2-go1.26.txt')]);
  const listing = page.getByTestId('listing');
  const hot = listing.locator('[data-line="184"]');
  await expect(hot).toContainText('1.16GB');
  await expect(listing).toContainText('This line allocates');
  await expect(listing).not.toContainText('make([]byte, 0, 40<<10)');
  await dropTree(page, [['faulty.go', source('convert/faulty.go').buffer]]);
  await expect(page.getByTestId('sources-held')).toContainText('1 of this profile');
  await expect(hot).toContainText('page := make([]byte, 0, 40<<10)');
  await expect(hot).toContainText('1.16GB');
  await expect(listing.getByTestId('line-notes').first()).toContainText(/escapes to the heap|moved to the heap/);
  await page.getByRole('button', { name: 'Whole file' }).click();
  await expect(listing.locator('[data-line="1"]')).toContainText('package convert');
  await page.getByRole('button', { name: 'Copy as pprof -list' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  const list = await page.evaluate(() => navigator.clipboard.readText());
  expect(list).toMatch(/ROUTINE =+ gotriage\.example\/workloads\/convert\.paginate in /);
  expect(list).toMatch(/ +1\.16GB +1\.16GB +184:\tpage := make/);
  // What is dropped as source is no input of the case.
  await expect(page.getByRole('banner')).not.toContainText('faulty.go');
  await expectAccessible(page);
});

test('sources stay with the case over a reload until they are removed', async ({ page }) => {
  await openTab(page, 'Source', [capture('convert-faulty/allocs.pb.gz')]);
  const listing = page.getByTestId('listing');
  const hot = listing.locator('[data-line="184"]');
  await expect(hot).toContainText('1.16GB');
  // Both wait for the disk at once.
  const release = await holdDatabase(page);
  await dropTree(page, [['faulty.go', Buffer.from('package convert\n')]]);
  await expect(page.getByText('it is of another version')).toBeVisible();
  // The file again, as it is now: one copy is kept.
  await dropTree(page, [
    ['faulty.go', source('convert/faulty.go').buffer],
    ['go.mod', source('go.mod').buffer],
  ]);
  await expect(hot).toContainText('page := make([]byte, 0, 40<<10)');
  // Between the two there is nothing under way in the database, and yet not all is kept.
  await page.evaluate(() => {
    const text = Blob.prototype.text;
    Blob.prototype.text = async function () {
      await new Promise((done) => setTimeout(done, 1000));
      return text.call(this);
    };
  });
  await expect(page.getByText('Keeping the sources')).toBeVisible();
  await release();
  await expect(page.getByText('Keeping the sources')).toHaveCount(0);
  const kept = async () => (await keptCases(page)).map((record) => record.sources?.length ?? 0);
  await expect.poll(kept).toEqual([1]);
  await page.reload();
  await expect(hot).toContainText('page := make([]byte, 0, 40<<10)');
  await expect(page.getByTestId('sources-held')).toContainText('1 source file given, 1 of this profile');
  await expect(page.getByTestId('chip')).toHaveCount(1);
  await page.getByRole('button', { name: 'Remove them' }).click();
  await expect(page.getByTestId('sources-held')).toHaveCount(0);
  await expect(page.getByText('No source given for this file')).toBeVisible();
  await expect.poll(kept).toEqual([0]);
  await page.reload();
  await expect(page.getByText('No source given for this file')).toBeVisible();
});

test('sources that the browser would not keep are shown all the same, and it says so', async ({ page }) => {
  await openTab(page, 'Source', [capture('convert-faulty/allocs.pb.gz')]);
  await expect(page.getByTestId('listing').locator('[data-line="184"]')).toContainText('1.16GB');
  await page.evaluate(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('Quota exceeded.', 'QuotaExceededError');
    };
  });
  await dropTree(page, [['faulty.go', source('convert/faulty.go').buffer]]);
  await expect(page.getByTestId('listing').locator('[data-line="184"]')).toContainText('page := make([]byte, 0, 40<<10)');
  await expect(page.getByText(/until the page is closed; this browser would not keep them \(.*Quota exceeded/)).toBeVisible();
});

test('the evidence of a hot line is its line in the source view', async ({ page }) => {
  await openCase(page, [capture('convert-faulty/allocs.pb.gz')]);
  const finding = page.getByTestId('finding').filter({ hasText: 'convert.paginate (faulty.go:184)' }).first();
  await finding.getByRole('button', { name: 'Show the evidence' }).click();
  await expect(page).toHaveURL(/tab=source.*source-line=184/);
  const marked = page.getByTestId('listing').locator('[aria-current="location"]');
  await expect(marked).toContainText('184');
  await expect(marked).toContainText('1.16GB');
  await expect(marked).toBeInViewport();
});

test('sources by folder and by zip; a file of the same name elsewhere is not taken', async ({ page }) => {
  await openTab(page, 'Source', [capture('convert-faulty/allocs.pb.gz')]);
  await page.getByTestId('source-folder').setInputFiles(workloads);
  await expect(page.getByTestId('sources-held')).toBeVisible();
  const listing = page.getByTestId('listing');
  await expect(listing.locator('[data-line="184"]')).toContainText('page := make');
  await expect(page.getByText(/read from workloads\/convert\/faulty\.go/)).toBeVisible();
  await page.getByRole('button', { name: 'Remove them' }).click();
  await expect(listing.locator('[data-line="184"]')).not.toContainText('page := make');
  const folder = mkdtempSync(join(tmpdir(), 'gotriage-zip-'));
  try {
    execFileSync('python3', ['-m', 'zipfile', '-c', join(folder, 'src.zip'), join(workloads, 'convert')]);
    await dropTree(page, [['src.zip', readFileSync(join(folder, 'src.zip'))]]);
  } finally {
    rmSync(folder, { recursive: true });
  }
  await expect(listing.locator('[data-line="184"]')).toContainText('page := make');
  await page.getByRole('row').filter({ hasText: 'encoding/json/decode.go' }).click();
  await expect(page.getByText('No source given for this file')).toBeVisible();
  await expect(page).toHaveURL(/source-file=encoding/);
});

test('memory review: alloc beside inuse, sizes, growth over snapshots', async ({ page }) => {
  await openTab(page, 'Memory review', [
    capture('convert-faulty/heap.1.pb.gz'),
    capture('convert-faulty/heap.2.pb.gz'),
    capture('convert-faulty/heap.3.pb.gz'),
  ]);
  const review = page.getByRole('grid', { name: 'Allocated beside in use' });
  await expect(review.getByRole('row').nth(1)).toContainText('convert.');
  await review.getByRole('button', { name: 'Churn' }).click();
  await expect(page).toHaveURL(/memory-sort=churn-desc/);
  await expect(review.getByRole('row').nth(1)).toContainText('nothing stays');
  await page.getByRole('button', { name: 'Cum', exact: true }).click();
  await expect(page).toHaveURL(/memory-by=cum/);
  await expect(page.getByRole('figure', { name: /by size of object/ }).locator('rect.mark')).not.toHaveCount(0);
  await expect(page.getByRole('figure', { name: 'Memory kept over 3 snapshots' })).toBeVisible();
  // The planted line that keeps every record.
  await expect(page.getByRole('grid', { name: 'Lines whose memory in use grew' }).getByRole('row').nth(1)).toContainText('newRecord');
  await expectAccessible(page);
});

test('the memory review of an allocs profile takes the heap snapshots of its program', async ({ page }) => {
  await openTab(page, 'Memory review', [
    capture('convert-faulty/allocs.pb.gz'),
    capture('convert-faulty/heap.1.pb.gz'),
    capture('convert-faulty/heap.3.pb.gz'),
    capture('report-faulty/heap.1.pb.gz'),
  ]);
  await expect(page).not.toHaveURL(/input=/);
  await expect(page.getByText('the case’s heap snapshots of the same program: heap.1.pb.gz, heap.3.pb.gz')).toBeVisible();
  await expect(page.getByRole('figure', { name: 'Memory kept over 2 snapshots' })).toBeVisible();
  await expect(page.getByRole('grid', { name: 'Lines whose memory in use grew' }).getByRole('row').nth(1)).toContainText('newRecord');
  // The one snapshot of another program has nothing to grow against.
  await page.getByRole('combobox', { name: 'Profile', exact: true }).selectOption({ index: 3 });
  await expect(page.getByText('Growth needs two heap profiles of one program')).toBeVisible();
});

test('labels: a bar filters by its value, a key becomes the root', async ({ page }) => {
  await openTab(page, 'Labels', [capture('report-faulty/goroutine.3.pb.gz')]);
  const endpoint = page.getByTestId('label-endpoint');
  await expect(endpoint.locator('g.bar')).not.toHaveCount(0);
  const count = await endpoint.locator('g.bar').count();
  expect(count).toBeGreaterThan(1);
  await endpoint.locator('g.bar').first().click();
  await expect(page).toHaveURL(/tagfocus=endpoint/);
  await expect(endpoint.locator('g.bar')).toHaveCount(1);
  await page.goBack();
  await expect(endpoint.locator('g.bar')).toHaveCount(count);
  await page.getByRole('figure', { name: 'Label tenant' }).getByRole('button', { name: 'As root of the stacks' }).click();
  await expect(page).toHaveURL(/tagroot=tenant/);
  await expectAccessible(page);
});

test('views that a profile has nothing for say so', async ({ page }) => {
  await openTab(page, 'Memory review', [capture('imaging-faulty/cpu.pb.gz')]);
  await expect(page.getByText('only heap and allocs profiles have both')).toBeVisible();
  await page.getByRole('button', { name: 'Labels', exact: true }).click();
  await expect(page.getByText('carry no labels')).toBeVisible();
  await page.getByRole('button', { name: 'Source', exact: true }).click();
  await expect(page.getByRole('grid', { name: 'Source files by cpu' })).toBeVisible();
});

test('tables of the explorer fit a narrow screen, and the export menu keeps each entry on a line', async ({ page }) => {
  await openCase(page, [capture('convert-faulty/heap.1.pb.gz'), capture('convert-faulty/heap.3.pb.gz')]);
  await go(page, 'profile');
  await page.getByRole('button', { name: 'Export' }).click();
  await expect(page.getByRole('menuitem').first()).toBeVisible();
  const heights = await page.getByRole('menuitem').evaluateAll((items) => items.map((item) => item.getBoundingClientRect().height));
  expect(new Set(heights.map(Math.round)).size).toBe(1);
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 390, height: 900 });
  const fits = async (tab: string, table: string) => {
    await page.getByRole('button', { name: tab, exact: true }).click();
    const grid = page.getByRole('grid', { name: table });
    await expect(grid.getByRole('row').nth(2)).toBeVisible();
    await expectFits(page, grid);
  };
  await fits('Top', 'Functions by inuse_space');
  await fits('Source', 'Source files by inuse_space');
  await fits('Memory review', 'Allocated beside in use');
  await page.getByRole('button', { name: 'Show what changed' }).click();
  await fits('Top', 'Functions by change of inuse_space');
});
