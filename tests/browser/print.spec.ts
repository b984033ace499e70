import { capture, expect, expectComputed, expectDrawn, go, openCase, test } from './page';

/** What stands on the paper's page, seen after the page got ready for it. */
interface OnPaper {
  readonly theme: string | undefined;
  readonly surfaces: readonly (readonly number[])[];
  /** How far charts reach beyond the panel that they stand in, in CSS pixels. */
  readonly beyond: readonly number[];
}

declare global {
  interface Window {
    papers: OnPaper[];
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
    expect(paper.surfaces).toHaveLength(canvases);
    for (const colour of paper.surfaces.flat()) expect(colour).toBeGreaterThan(200);
    expect(paper.beyond.length).toBeGreaterThanOrEqual(charts);
    expect(paper.beyond.filter((far) => far > 0)).toEqual([]);
    await expect.poll(seen).toBe(width);
    await expect(page.locator('html:not([data-theme]):not([data-printing])')).toHaveCount(1);
    if (before) await expect.poll(async () => before.equals(await canvas.screenshot())).toBe(true);
  }
});
