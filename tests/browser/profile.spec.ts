import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { encodeProfileGzip } from '@/lib/formats/pprof/encode';
import { ProfileBuilder } from '@/lib/model/profile-builder';
import { capture, dropFiles, expect, expectAccessible, expectAnswered, expectDrawn, go, openCase, type TestFile, test } from './page';

const golden = new URL('../golden/pprof/', import.meta.url);

function goldenFile(name: string): TestFile {
  return { name, mimeType: 'application/octet-stream', buffer: readFileSync(new URL(name, golden)) };
}

/** The rows of a `go tool pprof -top` answer: `flat flat% sum% cum cum% name`. */
function topRows(name: string): { flat: string; cum: string; name: string }[] {
  const lines = readFileSync(new URL(name, golden), 'utf8').split('\n');
  return lines
    .slice(lines.findIndex((line) => /flat%/.test(line)) + 1)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [flat, , , cum, , ...rest] = line.trim().split(/\s+/);
      return { flat, cum, name: rest.join(' ').replace(/ \((partial-)?inline\)$/, '') };
    });
}

/** `Showing nodes accounting for 870ms, 92.55% of 940ms total`. */
function shownOf(name: string): { shown: string; whole: string; share: string } {
  const found = /accounting for (\S+), (\S+) of (\S+) total/.exec(readFileSync(new URL(name, golden), 'utf8'));
  if (!found) throw new Error(`${name} tells no total`);
  return { shown: found[1], share: found[2], whole: found[3] };
}

async function open(page: Page, files: readonly TestFile[], query = ''): Promise<void> {
  await openCase(page, files);
  if (query === '') await go(page, 'profile');
  else await page.goto(`${page.url()}&view=profile&${query}`);
  await expect(page.getByRole('grid')).toBeVisible();
}

async function cells(grid: Locator): Promise<string[][]> {
  return grid
    .getByRole('row')
    .evaluateAll((rows) => rows.slice(1).map((row) => [...row.children].map((cell) => (cell.textContent ?? '').trim())));
}

async function rowCount(page: Page): Promise<number> {
  return Number(await page.getByRole('grid').getAttribute('aria-rowcount'));
}

async function addFilter(page: Page, kind: string, text: string): Promise<void> {
  await page.getByLabel('Kind of filter').selectOption(kind);
  await page.getByLabel('Expression of the filter').fill(text);
  await page.getByRole('button', { name: 'Add filter' }).click();
}

test('filters are chips in the address and count as go tool pprof counts', async ({ page }) => {
  await open(page, [goldenFile('cpu.pb.gz')]);
  await addFilter(page, 'focus', 'json');
  await addFilter(page, 'hide', 'runtime');
  await expect(page).toHaveURL(/focus=json&hide=runtime/);
  await expect(page.getByTestId('filter-chip')).toHaveCount(2);
  const total = shownOf('cpu.top.focus.hide.txt');
  await expect(page.getByTestId('shown')).toHaveText(`${total.shown} of ${total.whole} shown (${total.share})`);
  const rows = topRows('cpu.top.focus.hide.txt').slice(0, 12);
  expect(rows.length).toBeGreaterThan(8);
  // The chips stand there before the table has the answer.
  const ofRows = async () => {
    const shown = await cells(page.getByRole('grid'));
    return rows.map(({ name }) => {
      const found = shown.find((cell) => cell[5]?.replace(/\((partial-)?inline\)$/, '') === name);
      return [name, found?.[0], found?.[3]];
    });
  };
  await expect.poll(ofRows).toEqual(rows.map(({ name, flat, cum }) => [name, flat, cum]));
  await page.getByRole('button', { name: 'Remove: hide runtime' }).click();
  await expect(page).not.toHaveURL(/hide=/);
  await page.goBack();
  await expect(page.getByTestId('filter-chip')).toHaveCount(2);
  await page.getByRole('button', { name: 'Clear all' }).click();
  await expect(page.getByTestId('filter-chip')).toHaveCount(0);
  await expect(page).not.toHaveURL(/focus=/);
});

test('labels filter in the page: ranges, and values as roots', async ({ page }) => {
  await open(page, [goldenFile('mem.pb.gz')]);
  await addFilter(page, 'tagfocus', '1kb:1mb');
  const total = shownOf('mem.top.tagfocus.txt');
  await expect(page.getByTestId('shown')).toHaveText(`${total.shown} of ${total.whole} shown (${total.share})`);
  await page.getByRole('button', { name: 'Clear all' }).click();
  await addFilter(page, 'tagroot', 'bytes');
  const rows = topRows('mem.top.tagroot.txt').filter((row) => /^\d+$/.test(row.name));
  expect(rows.length).toBeGreaterThan(1);
  await page.getByRole('searchbox').fill('^[0-9]+$');
  await page.getByRole('grid').getByRole('button', { name: 'Cum' }).click();
  const ofRows = async () => {
    const shown = await cells(page.getByRole('grid'));
    return rows.map(({ name }) => [name, shown.find((cell) => cell[5] === name)?.[3]]);
  };
  await expect.poll(ofRows).toEqual(rows.map(({ name, cum }) => [name, cum]));
});

test('an expression that cannot be used is told in place and takes nothing along', async ({ page }) => {
  await open(page, [goldenFile('cpu.pb.gz')], 'focus=json&hide=(');
  await expect(page.getByTestId('filter-error')).toContainText('hide');
  await expect(page.getByTestId('flame')).toBeVisible();
  await page.getByLabel('Expression of the filter').fill('a{9999}');
  await expect(page.getByText(/invalid repeat count/)).toBeVisible();
  await page.getByRole('button', { name: 'Add filter' }).click();
  await expect(page).not.toHaveURL(/9999/);
  await page.getByRole('button', { name: 'Remove: hide (' }).click();
  await expect(page.getByTestId('filter-error')).toHaveCount(0);
  await addFilter(page, 'focus', 'no such function');
  await expect(page.getByRole('heading', { name: 'The filters leave nothing over' })).toBeVisible();
  await expect(page.getByTestId('filter-chip').filter({ hasText: 'matches nothing' })).toHaveCount(1);
});

test('frames: zoom with a way back, pin, menu, filters from a frame and from a row', async ({ page }) => {
  await open(page, [capture('convert-faulty/allocs.pb.gz')]);
  const flame = page.getByTestId('flame');
  await flame.focus();
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const path = page.getByRole('navigation', { name: 'Way to the frame' });
  await expect(path.getByRole('button')).toHaveText(['all', 'convert.(*Converter).Work.func1', 'convert.(*Converter).Convert']);
  await expect(page).toHaveURL(/zoom=\d+/);
  await page.reload();
  await expect(path).toBeVisible();
  await page.getByRole('button', { name: 'Pin', exact: true }).click();
  const pinned = page.getByRole('region', { name: 'Pinned' });
  await expect(pinned).toContainText('convertFaulty');
  const pin = page.getByTestId('pin');
  const before = (await pin.textContent()) ?? '';
  await page.getByRole('button', { name: 'Whole profile' }).click();
  await addFilter(page, 'ignore', 'encoding/json');
  await expect(pin).not.toHaveText(before);
  await page.getByRole('button', { name: 'Clear all' }).click();
  await expect(pin).toHaveText(before);

  await flame.click({ button: 'right', position: { x: 100, y: 27 } });
  const menu = page.getByRole('menu');
  await expect(menu).toHaveAccessibleName(/Work\.func1/);
  await page.keyboard.press('ArrowDown');
  await expect(menu.getByRole('menuitem', { name: 'Details' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(menu).toHaveCount(0);
  const row = page.getByRole('row').filter({ hasText: 'encoding/json.Marshal' }).first();
  await row.click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Focus' }).click();
  await expect(page).toHaveURL(/focus=%5Eencoding%2Fjson%5C.Marshal%24/);
  await row.click();
  await page.getByRole('complementary').getByRole('button', { name: 'Hide' }).click();
  await expect(page.getByTestId('filter-chip')).toHaveCount(2);
});

test('inverted and sandwich: callers above and callees below, both of the whole profile', async ({ page }) => {
  await open(page, [goldenFile('cpu.pb.gz')]);
  await page.getByRole('button', { name: 'Inverted (by leaf)' }).click();
  await expect(page.getByRole('figure', { name: /Inverted call tree/ })).toBeVisible();
  await page.getByRole('button', { name: 'Sandwich', exact: true }).click();
  await page.getByLabel('Callers above, callees below').fill('encoding/json.(*decodeState).literalStore');
  await expect(page).toHaveURL(/around=/);
  const callers = page.getByRole('figure', { name: 'Callers of encoding/json.(*decodeState).literalStore' });
  const callees = page.getByRole('figure', { name: 'Callees of encoding/json.(*decodeState).literalStore' });
  await callers.getByRole('button', { name: 'Show as a table' }).click();
  await callees.getByRole('button', { name: 'Show as a table' }).click();
  // cum of the function and its heaviest callee, by `go tool pprof -peek`.
  const peek = readFileSync(new URL('cpu.peek.txt', golden), 'utf8');
  expect(peek).toContain('210ms 22.34%                | encoding/json.(*decodeState).literalStore');
  expect(peek).toMatch(/70ms 33\.33% \| {3}strconv\.ParseInt/);
  await expect(callers.getByRole('row').nth(1)).toContainText('210000000');
  await expect(callees.getByRole('row').nth(2)).toContainText('strconv.ParseInt');
  await expect(callees.getByRole('row').nth(2)).toContainText('70000000');
});

test('a second profile of the same kind is offered for comparison, the earlier as the base', async ({ page }) => {
  const [first, third] = [capture('convert-faulty/heap.1.pb.gz'), capture('convert-faulty/heap.3.pb.gz')];
  // The later one was opened first, and is shown.
  await open(page, [third], 'type=alloc_space');
  const offer = page.getByTestId('compare-offer');
  await expect(offer).toHaveCount(0);
  await dropFiles(page, [first]);
  await expect(offer).toContainText('heap.1.pb.gz then heap.3.pb.gz');
  await offer.getByRole('button', { name: 'Show what changed' }).click();
  await expect(page).toHaveURL(/input=0.*base=1/);
  await expect(offer).toHaveCount(0);
  await expect(page.getByRole('figure', { name: 'Change of alloc_space' })).toBeVisible();
  await expect(page.getByLabel('Compare with')).toHaveValue('1');
  await page.goBack();
  await expect(offer).toBeVisible();
  await expectAccessible(page);
  // Allocs profiles have the same sample types as heap profiles and are of another kind: nothing to compare.
  await dropFiles(page, [capture('convert-faulty/allocs.pb.gz')]);
  await expect(page.getByRole('combobox', { name: 'Profile', exact: true }).locator('option')).toHaveCount(3);
  await expect(offer).toBeVisible();
  await dropFiles(page, [capture('convert-faulty/heap.2.pb.gz')]);
  await expect(page.getByRole('combobox', { name: 'Profile', exact: true }).locator('option')).toHaveCount(4);
  await expect(offer).toHaveCount(0);
});

for (const normalize of [false, true]) {
  test(`two profiles: changes as -diff_base${normalize ? ' -normalize' : ''} counts them, signs beside the colours`, async ({ page }) => {
    await open(page, [{ ...capture('convert-mended/allocs.pb.gz'), name: 'after.pb.gz' }], 'unit=MB');
    await dropFiles(page, [{ ...capture('convert-faulty/allocs.pb.gz'), name: 'before.pb.gz' }]);
    await page.getByLabel('Compare with').selectOption('before.pb.gz');
    if (normalize) await page.getByLabel('Normalised').check();
    await expect(page).toHaveURL(normalize ? /base=1&normalize=1/ : /base=1/);
    const name = normalize ? 'convert.diff_base.normalize.txt' : 'convert.diff_base.txt';
    const rows = topRows(name).slice(0, 10);
    expect(rows.length).toBe(10);
    const text = (value: string): string => (value === '0' ? value : value.startsWith('-') ? `▼ ${value}` : `▲ +${value}`);
    await expect(page.getByRole('grid', { name: /change/ })).toBeVisible();
    await expect.poll(async () => (await cells(page.getByRole('grid')))[0]?.[0]).toBe(text(rows[0].flat));
    const ofRows = async () => {
      const shown = await cells(page.getByRole('grid'));
      return rows.map(({ name }) => {
        const found = shown.find((cell) => cell[5]?.replace(/^(new|gone)/, '') === name);
        return [name, found?.[0], found?.[4]];
      });
    };
    await expect.poll(ofRows).toEqual(rows.map((row) => [row.name, text(row.flat), text(row.cum)]));
    const figure = page.getByRole('figure', { name: 'Change of alloc_space' });
    for (const word of ['less', 'more', 'same', 'new', 'gone']) {
      await expect(figure.getByRole('list', { name: /colours and signs/ })).toContainText(word);
    }
    // The tree of the last choice comes after its table.
    await expectAnswered(page);
    const waiting = page.waitForEvent('download');
    await figure.getByRole('button', { name: 'SVG' }).click();
    const svg = readFileSync(await (await waiting).path(), 'utf8');
    expect(svg).toContain('✕ ');
    expect(svg).toMatch(normalize ? /▲ / : /▼ /);
    await expectAccessible(page);
  });
}

test('a filter typed while the one before it is looked at is kept', async ({ page }) => {
  await open(page, [goldenFile('cpu.pb.gz')]);
  await page.getByLabel('Expression of the filter').fill('json');
  // In one go: the worker's word on the expression cannot come in between.
  await page.getByLabel('Kind of filter').evaluate((select: HTMLSelectElement) => {
    select.form?.requestSubmit();
    select.value = 'hide';
    select.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await expect(page).toHaveURL(/focus=json/);
  await expect(page.getByLabel('Kind of filter')).toHaveValue('hide');
  await expect(page.getByLabel('Expression of the filter')).toHaveValue('json');
  await page.getByLabel('Expression of the filter').fill('runtime');
  await page.getByRole('button', { name: 'Add filter' }).click();
  await expect(page).toHaveURL(/focus=json&hide=runtime/);
  await expect(page.getByLabel('Expression of the filter')).toHaveValue('');
});

test('a filter that is still looked at does not follow to another view', async ({ page }) => {
  await open(page, [goldenFile('cpu.pb.gz')]);
  await page.getByLabel('Expression of the filter').fill('json');
  await page.getByLabel('Kind of filter').evaluate((select: HTMLSelectElement) => {
    select.form?.requestSubmit();
    document.querySelector<HTMLAnchorElement>('a[href*="view=overview"]')?.click();
  });
  await expect(page).toHaveURL(/view=overview/);
  // The worker answers in turn: what the view shows it was asked after the expression.
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page).not.toHaveURL(/focus=/);
});

test('granularity, unit and the base of percentages', async ({ page }) => {
  await open(page, [goldenFile('mem.pb.gz')]);
  await page.getByLabel('Unit').selectOption('kB');
  await expect(page).toHaveURL(/unit=kB/);
  await expect.poll(async () => (await cells(page.getByRole('grid')))[0]?.[0]).toMatch(/kB$/);
  await page.getByLabel(/^By/).selectOption('line');
  await expect(page).toHaveURL(/by=lines/);
  await expect.poll(async () => (await cells(page.getByRole('grid')))[0]?.[5]).toMatch(/\.go:\d+/);
  await page.getByLabel(/^By/).selectOption('function');
  await expect.poll(async () => (await cells(page.getByRole('grid')))[0]?.[5]).not.toMatch(/\.go:\d+/);
  const unfiltered = await rowCount(page);
  await addFilter(page, 'focus', 'encoding/json');
  await expect.poll(() => rowCount(page)).toBeLessThan(unfiltered);
  const first = async (): Promise<string> => (await cells(page.getByRole('grid')))[0]?.[1] ?? '';
  const ofAll = Number.parseFloat(await first());
  await page.getByLabel('Percent of').selectOption('what is shown');
  await expect.poll(async () => Number.parseFloat(await first())).toBeGreaterThan(ofAll);
});

test('what is shown leaves the page for other tools', async ({ page }) => {
  await open(page, [goldenFile('cpu.pb.gz')], 'focus=json');
  const files: Record<string, RegExp> = {
    // The first bytes of gzip.
    'pprof, as filtered (.pb.gz)': new RegExp(`^${String.fromCharCode(0x1f, 0x8b)}`),
    'Call graph for Graphviz (.dot)': /^digraph /,
    'Callgrind for KCachegrind': /^positions: /,
    'Folded stacks for flame graph scripts': /encoding\/json\.\S+ \d+\n/,
  };
  for (const [item, expected] of Object.entries(files)) {
    await page.getByRole('button', { name: 'Export' }).click();
    const waiting = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: item }).click();
    expect(readFileSync(await (await waiting).path(), 'latin1'), item).toMatch(expected);
  }
});

test('a stack of ten thousand frames is drawn, scrolled and walked', async ({ page }) => {
  const builder = new ProfileBuilder({ sampleTypes: [{ type: 'cpu', unit: 'nanoseconds' }] });
  const frames = ['main.even', 'main.odd'].map((name) => builder.location({ lines: [{ function: builder.function({ name }) }] }));
  builder.sample(
    Array.from({ length: 10_000 }, (_, i) => frames[i % 2]),
    [1_000_000],
  );
  const bytes = encodeProfileGzip(builder.build());
  await open(page, [{ name: 'deep.pb.gz', mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) }]);
  const flame = page.getByTestId('flame');
  await flame.hover({ position: { x: 200, y: 100 } });
  await expectDrawn(flame);
  // The uppermost frame's colour: the root's, which no other frame has.
  const uppermost = () =>
    flame.evaluate((canvas: HTMLCanvasElement) => [...(canvas.getContext('2d')?.getImageData(canvas.width - 20, 8, 1, 1).data ?? [])]);
  const root = await uppermost();
  await page.mouse.wheel(0, 90_000);
  await expect.poll(() => flame.evaluate((canvas) => canvas.parentElement?.parentElement?.scrollTop)).toBe(90_000);
  // A click goes to what is drawn.
  await expect.poll(uppermost).not.toEqual(root);
  await flame.click({ position: { x: 200, y: 100 } });
  await expect(page.getByText(/\d{4} frames between/)).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('zoomed')).toContainText('1ms (100%)');
});

test('of very many samples the smallest frames are told as left out, and a zoom on their caller shows them', async ({ page }) => {
  const builder = new ProfileBuilder({ sampleTypes: [{ type: 'cpu', unit: 'nanoseconds' }] });
  const frame = (name: string) => builder.location({ lines: [{ function: builder.function({ name }) }] });
  const [work, rare] = [frame('main.work'), frame('main.rare')];
  for (let i = 0; i < 21_000; i++) builder.sample([frame(`main.leaf${i}`), work], [50_000]);
  // 20 frames of 1 µs in 1.05 s: each under a hundred-thousandth, their caller above it.
  for (let i = 0; i < 20; i++) builder.sample([frame(`main.tiny${i}`), rare], [1000]);
  const bytes = encodeProfileGzip(builder.build());
  await open(page, [{ name: 'many.pb.gz', mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) }]);
  const left = page.getByTestId('left-out');
  await expect(left).toContainText('Not drawn: 20 frames below 0.001% with what they call, 20us (0.0019%) in all');
  const flame = page.getByTestId('flame');
  await flame.focus();
  // The root, then its heaviest child, then the one beside it.
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
  await expect(page.getByText('main.rare: Total 20us')).toContainText('Not drawn below 20us');
  await page.keyboard.press('Enter');
  const path = page.getByRole('navigation', { name: 'Way to the frame' });
  await expect(path).toContainText('main.rare');
  await expect(left).toHaveCount(0);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(path).toContainText('main.tiny');
  await expect(page).toHaveURL(/zoom=\d+\.\d+/);
  await page.reload();
  await expect(path).toContainText(/main\.rare.*main\.tiny\d+/);
  await expect(page.getByTestId('zoomed')).toContainText('1us');
  await page.getByRole('button', { name: 'Whole profile' }).click();
  await expect(page).not.toHaveURL(/zoom=/);
  await expect(left).toBeVisible();
  await page.getByRole('button', { name: 'Sandwich', exact: true }).click();
  await page.getByLabel('Callers above, callees below').fill('main.rare');
  await expect(page.getByTestId('sandwich-callees')).toBeVisible();
  await expect(left).toHaveCount(0);
});

test('a case that is left while a filter is still looked at leaves no error behind', async ({ page }) => {
  // The worker never hears of the expression, so that its answer is still waited for.
  await page.addInitScript(() => {
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (this: Worker, message: { name?: string }, ...rest: []) {
      if (message?.name !== 'profile.filterErrors') post.call(this, message, ...rest);
    };
  });
  await openCase(page, [capture('web/heap.pb.gz')]);
  await go(page, 'profile');
  await page.getByLabel('Expression of the filter').fill('json');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'All cases' }).first().click();
  await expect(page.getByTestId('sample').first()).toBeVisible();
});
