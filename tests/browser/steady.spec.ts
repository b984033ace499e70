import { readFileSync } from 'node:fs';
import { capture, choose, expect, expectComputed, expectDrawn, expectFits, go, holdQuery, openCase, test } from './page';

/** What must hold still: a chart behind its table, the focus, the drawer under a dialog, a tab whose code did not come at first. */
const dumps = [1, 2, 3].map((n) => capture(`report-faulty/goroutine.${n}.debug2.txt`));
const allocs = capture('convert-faulty/allocs.pb.gz');

test('a chart is there again after its table was shown, at the width that the page has by then', async ({ page }) => {
  await openCase(page, [...dumps, allocs]);
  await go(page, 'goroutines');
  const bars = page.getByRole('figure', { name: 'Goroutines by wait reason' });
  await bars.getByRole('button', { name: 'Show as a table' }).click();
  await expect(bars.getByRole('img')).toBeHidden();
  await page.setViewportSize({ width: 1100, height: 900 });
  await bars.getByRole('button', { name: 'Show as a chart' }).click();
  await expect(bars.getByRole('img').locator('g.bar')).not.toHaveCount(0);
  const share = async () => {
    const [mark, box] = [await bars.locator('g.bar rect.hit').first().boundingBox(), await bars.boundingBox()];
    return mark && box ? mark.width / box.width : 0;
  };
  await expect.poll(async () => (await share()) > 0.8 && (await share()) <= 1).toBe(true);
  await go(page, 'profile');
  const flame = page.getByRole('figure', { name: 'Icicle of alloc_space' });
  await expect(flame.getByTestId('flame')).toBeVisible();
  await flame.getByRole('button', { name: 'Show as a table' }).click();
  await expect(flame.getByTestId('flame')).toBeHidden();
  await flame.getByRole('button', { name: 'Show as a chart' }).click();
  const canvas = flame.getByTestId('flame');
  await expect.poll(() => canvas.evaluate((element) => (element as HTMLCanvasElement).width)).toBeGreaterThan(300);
  // The root has a colour again, and the wheel still zooms.
  const drawn = () =>
    canvas.evaluate((element) =>
      [...((element as HTMLCanvasElement).getContext('2d')?.getImageData(40, 8, 1, 1).data ?? [])].some((part) => part > 0),
    );
  await expect.poll(drawn).toBe(true);
});

test('a chart that was drawn before its font came is drawn with it', async ({ page }) => {
  let release = () => {};
  const held = new Promise<void>((come) => {
    release = come;
  });
  await page.route(/\.woff2$/, async (route) => {
    await held;
    await route.continue();
  });
  // The load of a page is over when its fonts are there.
  await page.goto('/', { waitUntil: 'commit' });
  await expect(page.getByTestId('sample').first()).toBeVisible();
  await choose(page, [allocs]);
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await go(page, 'profile');
  const flame = page.getByTestId('flame');
  await expectComputed(page);
  await expectDrawn(flame);
  const picture = () => flame.evaluate((element) => (element as HTMLCanvasElement).toDataURL());
  const without = await picture();
  release();
  await expect.poll(async () => (await picture()) === without).toBe(false);
});

test('Escape closes the dialog alone, and the page below it has no keys', async ({ page }) => {
  await openCase(page, [dumps[0]]);
  await page.getByTestId('chip').first().click();
  const drawer = page.getByRole('complementary', { name: 'Contents' });
  await expect(drawer).toBeVisible();
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard' });
  await expect(sheet).toBeVisible();
  await page.keyboard.press(']');
  await expect(page).not.toHaveURL(/finding=/);
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
  await expect(drawer).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(drawer).toHaveCount(0);
});

test('a drawer opened by a key takes the focus and gives it back; of two the later closes first', async ({ page }) => {
  await openCase(page, dumps);
  await go(page, 'goroutines');
  const grid = page.getByRole('grid', { name: 'Groups' });
  await grid.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const stack = page.getByRole('complementary', { name: /^Stack of/ });
  await expect(stack.getByRole('region', { name: /^Stack of/ })).toBeFocused();
  await page.getByTestId('chip').first().click();
  const contents = page.getByRole('complementary', { name: 'Contents' });
  await expect(contents).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(contents).toHaveCount(0);
  await expect(stack).toBeVisible();
  await stack.getByRole('region', { name: /^Stack of/ }).focus();
  await page.keyboard.press('Escape');
  await expect(stack).toHaveCount(0);
  await expect(grid).toBeFocused();
});

test('no two things of a page share an id, in Chinese either', async ({ page, context }) => {
  await context.setExtraHTTPHeaders({ 'accept-language': 'zh-CN' });
  await openCase(page, dumps);
  await go(page, 'goroutines');
  await expect(page.getByRole('grid')).toHaveCount(2);
  const twice = await page.evaluate(() => {
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    return ids.filter((id, i) => ids.indexOf(id) !== i);
  });
  expect(twice).toEqual([]);
});

test('of two files of one name the one whose details are open is removed, and the address no longer counts files', async ({ page }) => {
  const twin = { ...capture('convert-faulty/heap.1.pb.gz'), name: 'heap.pb.gz' };
  const other = { ...capture('web/heap.pb.gz'), name: 'heap.pb.gz' };
  await openCase(page, [twin]);
  await choose(page, [other, allocs]);
  await expect(page.getByTestId('chip')).toHaveCount(3);
  await go(page, 'profile');
  await page.getByRole('combobox', { name: 'Profile' }).selectOption({ label: 'allocs.pb.gz' });
  await expect(page).toHaveURL(/input=2/);
  const sizes = await page.getByTestId('chip').evaluateAll((chips) => chips.map((chip) => chip.getAttribute('title') ?? ''));
  await page.getByTestId('chip').nth(1).click();
  await page.getByRole('button', { name: 'Remove from the case' }).click();
  await expect(page.getByTestId('chip')).toHaveCount(2);
  await expect(page.getByTestId('chip').first()).toHaveAttribute('title', sizes[0]);
  await expect(page).toHaveURL(/view=profile$/);
});

test('a severity that no open finding has narrows nothing', async ({ page }) => {
  await openCase(page, [allocs]);
  const address = page.url();
  await page.goto(`${address}&severity=critical`);
  await expect(page.getByTestId('finding').first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'All', exact: true })).toHaveAttribute('aria-pressed', 'true');
});

test('without a clipboard the menus copy the old way', async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
  await openCase(page, [allocs]);
  await go(page, 'profile');
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: 'Copy as a gotriage command' }).click();
  const search = page.getByRole('searchbox', { name: /Search functions/ });
  await search.focus();
  await page.keyboard.press('Control+v');
  await expect(search).toHaveValue(/^gotriage top allocs\.pb\.gz --sample-type alloc_space/);
});

test('the name of a sandwich is typed to its end although a part of it is a function as well', async ({ page }) => {
  await openCase(page, [allocs]);
  await page.goto(`${page.url().replace(/&view=\w+/, '')}&view=profile&shape=sandwich`);
  const field = page.getByRole('combobox', { name: 'Callers above, callees below' });
  await expect(field).not.toHaveValue('');
  await field.fill('');
  // On the way to the name stands bytes.(*Buffer).Write, a function of this profile too.
  await field.pressSequentially('bytes.(*Buffer).WriteString', { delay: 40 });
  await expect(page).toHaveURL(/around=bytes\.%28\*Buffer%29\.WriteString/);
  await expect(field).toHaveValue('bytes.(*Buffer).WriteString');
  await expect(field).toBeFocused();
});

test('a table that comes late takes the keys of the flame graph nothing away, and its names are looked for in what was typed', async ({
  page,
}) => {
  await openCase(page, [allocs]);
  const answerTop = await holdQuery(page, 'profile.top');
  await go(page, 'profile');
  await page.getByTestId('flame').focus();
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('grid')).toHaveCount(0);
  await answerTop();
  await expect(page.getByRole('grid')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('navigation', { name: 'Way to the frame' })).toContainText('convert.(*Converter).Convert');
  await page.getByRole('button', { name: 'Sandwich', exact: true }).first().click();
  const answerFiles = await holdQuery(page, 'profile.top');
  await page.getByLabel(/^By/).selectOption('file');
  await page.getByRole('combobox', { name: 'Callers above, callees below' }).fill('encoding/json/decode.go');
  await expect(page).not.toHaveURL(/around=/);
  await answerFiles();
  await expect(page).toHaveURL(/around=encoding.*decode\.go/);
  await expect(page.getByRole('figure', { name: /^Callees of encoding.*decode\.go/ })).toBeVisible();
});

test('the tables of a trace keep over a reload how they are sorted, searched and narrowed', async ({ page }) => {
  await openCase(page, [capture('monitor/gogc-100.trace')]);
  await go(page, 'trace');
  const functions = page.getByRole('grid', { name: 'Goroutines by the function they began in' });
  await expect(functions).toBeVisible();
  await page.getByRole('combobox', { name: 'Percentiles of' }).selectOption('Blocked');
  await functions.getByRole('button', { name: 'p99' }).click();
  await page.getByRole('searchbox', { name: 'Search functions', exact: true }).fill('runtime');
  await expect(page).toHaveURL(/find=runtime/);
  await page.reload();
  await expect(functions.getByRole('columnheader', { name: 'p99' })).toHaveAttribute('aria-sort', 'descending');
  await expect(page.getByRole('combobox', { name: 'Percentiles of' })).toHaveValue('block');
  await expect(page.getByRole('searchbox', { name: 'Search functions', exact: true })).toHaveValue('runtime');
  await expect(functions.getByRole('row').filter({ hasText: 'main.main' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Goroutines', exact: true }).last().click();
  await expect(page).not.toHaveURL(/find=/);
  const each = page.getByRole('grid', { name: 'Goroutines', exact: true });
  await expect(each).toBeVisible();
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await expect(page.getByText(/^501–8\d\d of 8\d\d$/)).toBeVisible();
  await page.reload();
  await expect(page.getByText(/^501–8\d\d of 8\d\d$/)).toBeVisible();
  // The file has the goroutines of every page.
  const waiting = page.waitForEvent('download');
  await page.getByRole('region', { name: 'Goroutines', exact: true }).getByRole('button', { name: 'CSV' }).click();
  const lines = readFileSync(await (await waiting).path(), 'utf8')
    .trim()
    .split('\r\n');
  expect(lines.length).toBeGreaterThan(800);
});

test('forced colours leave the canvases their own, and the swatches beside them', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await openCase(page, [allocs]);
  await go(page, 'profile');
  const flame = page.getByTestId('flame');
  await expect(flame).toBeVisible();
  const colours = () =>
    flame.evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
      const found = new Set<string>();
      for (let at = 0; at < pixels.length; at += 4 * 97) found.add(pixels.slice(at, at + 3).join());
      return found.size;
    });
  await expect.poll(colours).toBeGreaterThan(4);
  const legend = page
    .getByRole('list', { name: /Whose code spends/ })
    .locator('span')
    .first();
  expect(await legend.evaluate((swatch) => getComputedStyle(swatch).backgroundColor)).not.toMatch(/^rgba?\((0, 0, 0|255, 255, 255)/);
});

test('at twice the size a table leaves columns out, and the drawer stands over the content', async ({ page }) => {
  await page.setViewportSize({ width: 720, height: 450 });
  await openCase(page, dumps);
  await go(page, 'goroutines');
  const groups = page.getByRole('grid', { name: 'Groups' });
  await expect(groups).toBeVisible();
  await expectFits(page, groups);
  const before = await page.locator('main').boundingBox();
  await groups.getByRole('row').nth(1).click();
  await expect(page.getByRole('complementary', { name: /^Stack of/ })).toBeVisible();
  await expect.poll(async () => (await page.locator('main').boundingBox())?.width).toBe(before?.width);
});
