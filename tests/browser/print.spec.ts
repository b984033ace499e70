import { capture, expect, expectComputed, expectDrawn, go, openCase, test } from './page';

/** What stands on the paper's page, seen after the page got ready for it. */
interface OnPaper {
  readonly theme: string | undefined;
  readonly surfaces: readonly (readonly number[])[];
  /** How far charts reach beyond the panel that they stand in, in CSS pixels. */
  readonly beyond: readonly number[];
  /** How much wider than their tables rows are, in CSS pixels: Chromium would shrink the whole page to them. */
  readonly wider: readonly number[];
}

declare global {
  interface Window {
    papers: OnPaper[];
    /** Of the first table: its rows, and what stands below them. */
    tables: { rows: number; text: string }[];
  }
}

test.use({ colorScheme: 'dark' });

test('a page is printed in light colours and for the width of paper, and is as it was afterwards', async ({ page }) => {
  await openCase(page, ['convert-faulty/heap.1.pb.gz', 'monitor/gogc-50.log', 'traces/web-go1.26.trace'].map(capture));
  await page.evaluate(() => {
    window.papers = [];
    addEventListener('beforeprint', () => {
      window.papers.push({
        theme: document.documentElement.dataset.theme,
        // The last row of a chart's canvas is its surface, or a line between lanes.
        surfaces: [...document.querySelectorAll('main canvas')].map((canvas) => {
          const { data } = (canvas as HTMLCanvasElement)
            .getContext('2d')
            ?.getImageData(0, (canvas as HTMLCanvasElement).height - 1, 1, 1) ?? {
            data: [],
          };
          return [...data];
        }),
        wider: [...document.querySelectorAll('main [role=grid]')].map(
          (grid) =>
            Math.max(0, ...[...grid.querySelectorAll('[role=row]')].map((row) => row.getBoundingClientRect().right)) -
            grid.getBoundingClientRect().right,
        ),
        beyond: [...document.querySelectorAll('main figure :is(canvas, svg[aria-label])')].map((chart) =>
          Math.max(0, chart.getBoundingClientRect().right - (chart.closest('figure')?.getBoundingClientRect().right ?? 0)),
        ),
      });
    });
  });
  // A font that comes later changes the picture once more.
  await page.evaluate(async () => {
    await Promise.all([...document.fonts].map((font) => font.load()));
  });
  const seen = async () => page.evaluate(() => document.querySelector('main')?.clientWidth);
  for (const [view, charts, canvases] of [
    ['profile', 1, 1],
    ['gc', 4, 0],
    ['trace', 4, 1],
  ] as const) {
    await go(page, view);
    await expect.poll(() => page.locator('main figure :is(canvas, svg[aria-label])').count()).toBeGreaterThanOrEqual(charts);
    await expectComputed(page);
    const canvas = page.locator('main canvas').first();
    if (canvases > 0) await expectDrawn(canvas);
    const width = await seen();
    const before = canvases > 0 ? await canvas.screenshot() : undefined;
    await page.pdf({ format: 'A4' });
    const [paper] = await page.evaluate(() => window.papers.splice(0));
    expect(paper.theme).toBe('light');
    if (view === 'gc') expect(paper.wider.length).toBeGreaterThan(0);
    expect(paper.wider.filter((far) => far > 1)).toEqual([]);
    expect(paper.surfaces).toHaveLength(canvases);
    for (const colour of paper.surfaces.flat()) expect(colour).toBeGreaterThan(200);
    expect(paper.beyond.length).toBeGreaterThanOrEqual(charts);
    expect(paper.beyond.filter((far) => far > 0)).toEqual([]);
    await expect.poll(seen).toBe(width);
    await expect(page.locator('html:not([data-theme]):not([data-printing])')).toHaveCount(1);
    if (before) await expect.poll(async () => before.equals(await canvas.screenshot())).toBe(true);
  }
});

test('on paper a filter is a sentence, and a long table has its first hundred rows and how many more', async ({ page }) => {
  await openCase(page, ['web/goroutine.1.debug2.txt', 'report-faulty/allocs.pb.gz'].map(capture));
  await page.evaluate(() => {
    window.tables = [];
    addEventListener('beforeprint', () => {
      const rows = document.querySelectorAll('[role=grid][aria-label=Goroutines] [role=rowgroup] [role=row]').length;
      window.tables.push({ rows, text: document.querySelector('[role=grid][aria-label=Goroutines]')?.lastElementChild?.textContent ?? '' });
    });
  });
  const printed = async () => {
    await page.pdf({ format: 'A4' });
    const [table] = await page.evaluate(() => window.tables.splice(0));
    return table;
  };
  await go(page, 'goroutines');
  await page.getByRole('button', { name: 'Each goroutine' }).click();
  const grid = page.getByRole('grid', { name: 'Goroutines', exact: true });
  await expectComputed(page);
  const total = Number(await grid.getAttribute('aria-rowcount')) - 1;
  expect(total).toBeGreaterThan(200);
  await grid.evaluate((box) => {
    box.scrollTop = 2000;
  });
  const there = grid.locator('[role=rowgroup] [role=row]').first();
  await expect(there).not.toHaveAttribute('aria-rowindex', '2');
  const seen = await there.getAttribute('aria-rowindex');
  expect(await printed()).toEqual({ rows: 100, text: `and ${total - 100} more` });
  // As it was, where it was.
  await expect.poll(() => grid.evaluate((box) => box.scrollTop)).toBe(2000);
  await expect(there).toHaveAttribute('aria-rowindex', seen ?? '');

  await go(page, 'profile');
  await page.getByLabel('Expression of the filter').fill('archive');
  await page.getByRole('button', { name: 'Add filter' }).click();
  await expect(page.getByTestId('filter-chip')).toHaveCount(1);
  await expectComputed(page);
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByTestId('printed-filters')).toContainText('Filters: focus «archive»');
  for (const control of ['select', 'input[type=search]', '[data-testid=filter-chip]', 'fieldset']) {
    await expect(page.locator(`main ${control}`).filter({ visible: true })).toHaveCount(0);
  }
  await expect(page.locator('main [data-printed]').filter({ visible: true }).first()).toContainText(': ');
  await page.emulateMedia({ media: 'screen' });
  await expect(page.getByTestId('printed-filters')).toBeHidden();
});
