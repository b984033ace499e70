import { readFileSync } from 'node:fs';
import { capture, expect, expectAccessible, go, holdDatabase, openCase, openHome, test } from './page';

const dumps = [
  capture('report-faulty/goroutine.1.pb.gz'),
  capture('report-faulty/goroutine.3.pb.gz'),
  capture('report-faulty/goroutine.3.debug2.txt'),
];

test('findings carry evidence, advice and verification; dismissing keeps the reason', async ({ page }) => {
  await openCase(page, dumps);
  const first = page.getByTestId('finding').first();
  for (const part of ['Because', 'Do', 'Verify', 'Before', 'After']) await expect(first).toContainText(part);
  const title = (await first.getByRole('heading', { level: 2 }).textContent()) ?? '';
  await first.getByRole('button', { name: 'Copy as Markdown' }).click();
  await expect(first.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('goroutine-leak');
  const before = await page.getByTestId('finding').count();
  await first.getByRole('button', { name: 'Dismiss' }).click();
  await first.getByRole('textbox').fill('known, a test fixture');
  await first.getByRole('textbox').press('Enter');
  await expect(page.getByTestId('finding')).toHaveCount(before - 1);
  await page.reload();
  await expect(page.getByTestId('finding')).toHaveCount(before - 1);
  await page.getByRole('button', { name: /dismissed finding/ }).click();
  await expect(page.getByText('known, a test fixture')).toBeVisible();
  await page.getByRole('button', { name: 'Restore' }).click();
  await expect(page.getByRole('heading', { level: 2, name: title })).toBeVisible();
});

test('what is shown as dismissed outlasts a reload, however slow the browser keeps it', async ({ page }) => {
  await openCase(page, dumps);
  const findings = page.getByTestId('finding');
  const before = await findings.count();
  const release = await holdDatabase(page);
  await findings.first().getByRole('button', { name: 'Dismiss' }).click();
  await findings.first().getByRole('textbox').fill('known');
  await findings.first().getByRole('textbox').press('Enter');
  // Asked of the worker after the press and answered: there was time for the card to go.
  await page.getByTestId('chip').first().click();
  await expect(page.getByRole('complementary')).toContainText(/[0-9a-f]{64}/);
  await expect(findings).toHaveCount(before);
  await release();
  await expect(findings).toHaveCount(before - 1);
  await page.reload();
  await expect(findings).toHaveCount(before - 1);
});

test('the bar beside a finding shows the share that its sentence names', async ({ page }) => {
  await openCase(page, [capture('convert-faulty/allocs.pb.gz')]);
  const finding = page.getByTestId('finding').filter({ hasText: 'of the allocated objects come from' }).first();
  await expect(finding).toBeVisible();
  const named = (await finding.getByRole('heading').first().textContent())?.match(/^(\d+) %/)?.[1];
  await expect(
    finding.getByRole('figure', {
      name: new RegExp(`^Share of the objects: ${named}(?:\\.\\d+)?%|^Share of the objects: ${Number(named) - 1}\\.[5-9]`),
    }),
  ).toBeVisible();
});

test('the evidence of a finding is one click away', async ({ page }) => {
  await openCase(page, dumps);
  await page.getByTestId('finding').first().getByRole('button', { name: 'Show the evidence' }).click();
  await expect(page).toHaveURL(/view=goroutines/);
  await expect(page.getByRole('grid', { name: 'Groups', exact: true })).toBeVisible();
});

test('goroutines: bars, filter, search, stack in the drawer, growth', async ({ page }) => {
  await openCase(page, dumps);
  await go(page, 'goroutines');
  const standing = dumps[2].buffer.toString('utf8').match(/^goroutine \d+ .*\[.*\]:$/gm)?.length;
  await expect(page.getByTestId('goroutine-total')).toContainText(`${standing} goroutines`);
  const bars = page.getByRole('figure', { name: 'Goroutines by wait reason' });
  await expect(bars.locator('g.bar')).not.toHaveCount(0);
  await bars.locator('g.bar').first().click();
  await expect(page).toHaveURL(/state=select/);
  await page.getByRole('button', { name: /Wait reason: select/ }).click();
  await page.keyboard.press('/');
  await page.keyboard.type('auditor drain');
  const groups = page.getByRole('grid', { name: 'Groups', exact: true });
  await expect(groups.getByRole('row')).toHaveCount(2);
  await groups.getByRole('row').nth(1).click();
  const drawer = page.getByRole('complementary');
  await expect(drawer).toContainText('audit.go:27');
  await expect(drawer).toContainText('Created by');
  await expect(drawer).toContainText('Findings on this stack');
  await expect(page.getByRole('figure', { name: 'Goroutines over the snapshots' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(drawer).toHaveCount(0);
});

test('a profile: sample types, search with totals, zoom by keys, table, callers and callees', async ({ page }) => {
  await openCase(page, [capture('convert-faulty/allocs.pb.gz')]);
  await go(page, 'profile');
  await expect(page.getByTestId('flame')).toBeVisible();
  await expect(page.getByRole('button', { name: 'alloc_space' })).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: 'alloc_objects' }).click();
  await expect(page.getByRole('figure', { name: /alloc_objects/ })).toBeVisible();
  await page.getByRole('button', { name: 'alloc_space' }).click();
  await expect(page.getByRole('figure', { name: /alloc_space/ })).toBeVisible();
  await page.getByRole('searchbox').fill('convert.paginate');
  await expect(page.getByTestId('matched')).toContainText('1 function');
  await page.getByRole('searchbox').fill('');
  await page.getByTestId('flame').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Whole profile' })).toBeVisible();
  await page.keyboard.press('0');
  await expect(page.getByRole('button', { name: 'Whole profile' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Flame', exact: true }).click();
  await expect(page).toHaveURL(/draw=flame/);
  const grid = page.getByRole('grid');
  await grid.getByRole('button', { name: 'Cum' }).click();
  await expect(page).toHaveURL(/sort=cum-desc/);
  await grid.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const drawer = page.getByRole('complementary');
  await expect(drawer).toContainText('Callers');
  await expect(drawer).toContainText('Callees');
});

test('values are printed as go tool pprof prints them', async ({ page }) => {
  // Recorded from `go tool pprof -top`: its lines are `flat flat% sum% cum cum% name`.
  const golden = new URL('../golden/pprof/', import.meta.url);
  const lines = readFileSync(new URL('cpu.top.txt', golden), 'utf8').split('\n');
  const rows = lines.slice(lines.findIndex((line) => /flat%/.test(line)) + 1, -1).slice(0, 12);
  expect(rows.length).toBeGreaterThan(5);
  await openCase(page, [{ name: 'cpu.pb.gz', mimeType: 'application/octet-stream', buffer: readFileSync(new URL('cpu.pb.gz', golden)) }]);
  await go(page, 'profile');
  const grid = page.getByRole('grid');
  await expect(grid).toBeVisible();
  await expect(grid.getByRole('row').nth(rows.length)).toBeVisible();
  const wanted = rows.map((line) => {
    const [flat, flatShare, , cum, cumShare, name] = line.trim().split(/\s+/);
    return [name, flat, flatShare, cum, cumShare];
  });
  const ofRows = async () => {
    const shown = await grid
      .getByRole('row')
      .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => (cell.textContent ?? '').trim())));
    return wanted.map(([name]) => {
      const row = shown.find((cells) => cells[5]?.replace(/\((partial-)?inline\)$/, '') === name);
      return [name, row?.[0], row?.[1], row?.[3], row?.[4]];
    });
  };
  await expect.poll(ofRows).toEqual(wanted);
});

test('charts give CSV, SVG and PNG, and a table', async ({ page }) => {
  await openCase(page, dumps);
  await go(page, 'goroutines');
  const figure = page.getByRole('figure', { name: 'Goroutines by wait reason' });
  await expect(figure.locator('g.bar')).not.toHaveCount(0);
  for (const kind of ['CSV', 'SVG', 'PNG']) {
    const waiting = page.waitForEvent('download');
    await figure.getByRole('button', { name: kind }).click();
    const file = await waiting;
    expect(file.suggestedFilename()).toBe(`goroutines-by-wait-reason.${kind.toLowerCase()}`);
    const bytes = readFileSync(await file.path());
    if (kind === 'CSV') expect(bytes.toString('utf8')).toMatch(/^Wait reason,Count,Share\r\n/);
    if (kind === 'SVG') expect(bytes.toString('utf8')).toContain('select');
    if (kind === 'PNG') expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
  }
  await figure.getByRole('button', { name: 'Show as a table' }).click();
  await expect(figure.getByRole('table')).toContainText('select');
});

test('the report can be read, copied and kept', async ({ page }) => {
  await openCase(page, dumps);
  await page.getByRole('button', { name: 'Share the report' }).click();
  await expect(page.getByTestId('report-markdown')).toContainText('goroutine-leak');
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download JSON' }).click();
  const report = JSON.parse(readFileSync(await (await waiting).path(), 'utf8'));
  expect(report.schema).toBe('gotriage.report/1');
  expect(report.inputs).toHaveLength(3);
});

test('the catalogue is searchable in both languages and shows what it answers', async ({ page }) => {
  await openCase(page, dumps);
  await go(page, 'guidance');
  const entries = page.getByTestId('guidance-entry');
  await expect.poll(() => entries.count()).toBeGreaterThan(30);
  const all = await entries.count();
  await page.getByRole('searchbox').fill('GOMEMLIMIT');
  await expect(page.getByTestId('guidance-entry').first()).toBeVisible();
  await expect.poll(() => page.getByTestId('guidance-entry').count()).toBeLessThan(all);
  await page.getByRole('searchbox').fill('逃逸');
  await expect(page.getByTestId('guidance-entry').first()).toBeVisible();
  await page.getByRole('searchbox').fill('');
  await page.getByRole('checkbox').check();
  await expect(page.getByTestId('guidance-entry').first()).toContainText('Answers in this case');
});

for (const view of ['overview', 'goroutines', 'profile', 'compare', 'guidance']) {
  for (const theme of ['light', 'dark'] as const) {
    test(`${view} has no accessibility issue, ${theme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await openCase(page, [...dumps, capture('convert-faulty/allocs.pb.gz')]);
      await go(page, view);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expectAccessible(page);
    });
  }
}

test('overview has no accessibility issue with every finding open', async ({ page }) => {
  await openCase(page, [...dumps, capture('convert-faulty/allocs.pb.gz')]);
  const closed = page.getByTestId('finding').getByRole('button', { name: 'Evidence, advice and verification', expanded: false });
  for (let left = await closed.count(); left > 0; left--) {
    await closed.first().click();
    await expect(closed).toHaveCount(left - 1);
  }
  await expectAccessible(page);
});

test('home has no accessibility issue', async ({ page }) => {
  await openHome(page);
  await expectAccessible(page);
});
