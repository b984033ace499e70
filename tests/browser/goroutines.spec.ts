import { readFileSync } from 'node:fs';
import { capture, expect, expectAccessible, expectFits, go, openCase, type TestFile, test } from './page';

const file = (name: string, text: string): TestFile => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
const snapshots = [1, 2, 3].flatMap((at) => [
  capture(`report-faulty/goroutine.${at}.debug2.txt`),
  capture(`report-faulty/goroutine.${at}.pb.gz`),
]);
/** Goroutines of a dump by its own header lines. */
const standing = (dump: TestFile, in_ = ''): number =>
  dump.buffer.toString('utf8').match(new RegExp(`^goroutine \\d+ .*\\[${in_}.*\\]:$`, 'gm'))?.length ?? 0;
const dumpOf = (at: number): TestFile => capture(`report-faulty/goroutine.${at}.debug2.txt`);

/** A service that leaves senders behind: `count` of them, each waiting `minutes`. */
const leaking = (count: number, minutes: number, first = 100): string =>
  [
    'goroutine 1 [IO wait, 40 minutes]:\nmain.main()\n\t/srv/app/main.go:9 +0x1\n',
    ...Array.from(
      { length: count },
      (_, at) =>
        `goroutine ${first + at * 7} [chan send, ${minutes + (at % 9)} minutes]:\napp.example/work.Send(0xc1)\n\t/srv/app/work.go:12 +0x1\ncreated by app.example/work.Start in goroutine ${first + at * 7 - 3}\n\t/srv/app/work.go:30 +0x2\n`,
    ),
  ].join('\n');

test('suspects: a row opens the leak’s card with evidence, growth, stack, remedy and the command that verifies it', async ({ page }) => {
  await openCase(page, snapshots);
  await go(page, 'goroutines');
  const suspects = page.getByTestId('leaks');
  await expect(suspects.getByRole('row').nth(1)).toContainText('Proven');
  await suspects.getByRole('row').filter({ hasText: 'submit.go:36' }).click();
  const card = page.getByTestId('leak-card');
  await expect(card).toContainText('(*Service).render');
  for (const part of ['Because', 'Stack', 'Creation', 'Do:', 'Before', 'After', 'Verify']) await expect(card).toContainText(part);
  await expect(card).toContainText('gotriage compare');
  await expect(card.getByRole('figure', { name: 'Goroutines of this leak over the snapshots' })).toContainText('the profiles taken beside');
  await expect(page).toHaveURL(/leak=\d+/);
  await card.getByRole('button', { name: 'Show its goroutines' }).click();
  await expect(page).toHaveURL(/function=/);
  await expect(page.getByRole('grid', { name: 'Groups', exact: true }).getByRole('row')).toHaveCount(2);
});

test('growth tells its clock, its rate and the forecast', async ({ page }) => {
  await openCase(page, snapshots);
  await go(page, 'goroutines');
  const growth = page.getByRole('figure', { name: 'Goroutines over the snapshots' });
  await expect(growth.getByTestId('clock')).toContainText(/Time by the profiles taken beside · At [\d\s]+ a minute, 100 000 in/);
  await growth.getByRole('button', { name: 'forecast' }).click();
  await expect(page).toHaveURL(/forecast=1/);
  await expect(growth.locator('text', { hasText: /^100\s000$/ }).first()).toBeVisible();
});

test('a place that keeps its size has its line, and a capture of another kind is named', async ({ page }) => {
  const kinds = ['web/goroutine.1.debug2.txt', 'web/goroutine.2.debug2.txt', 'surge/goroutine.debug1.txt'];
  await openCase(
    page,
    kinds.map((path) => capture(path)),
  );
  await go(page, 'goroutines');
  const growth = page.getByRole('figure', { name: 'Goroutines over the snapshots' });
  await expect(growth.getByRole('listitem').filter({ hasText: 'IO wait' })).toContainText('(*netFD).Read');
  await expect(growth.getByTestId('apart')).toHaveText(/not in this chart: goroutine\.debug1\.txt \(12\s004\)$/);
  await growth.getByRole('button', { name: 'Table' }).click();
  // Every place, drawn or not.
  await expect(growth.getByRole('row').filter({ hasText: '(*Web).worker' })).toContainText('16');
});

test('two dumps named by their times: five goroutines a minute', async ({ page }) => {
  await openCase(page, [file('goroutine-20261121T041000Z.txt', leaking(150, 6)), file('goroutine-20261121T040000Z.txt', leaking(100, 1))]);
  await go(page, 'goroutines');
  await expect(page.getByTestId('clock')).toContainText('Time by the file names · At 5 a minute, 100 000 in');
  await page.getByRole('button', { name: 'Came and went' }).click();
  await expect(page.getByTestId('changes-summary')).toContainText('101 goroutines before, 151 after');
  const row = page.getByRole('grid', { name: 'Places between two snapshots' }).getByRole('row').nth(1);
  // Change, result, before, after, came, went, stayed.
  for (const [at, text] of ['+50', 'grew', '100', '150', '50', '0', '100'].entries()) {
    await expect(row.getByRole('gridcell').nth(at)).toHaveText(text);
  }
});

test('each goroutine: any of them is found by id, line, state and wait, and its maker is one click away', async ({ page }) => {
  await openCase(page, [dumpOf(3)]);
  await go(page, 'goroutines');
  await page.getByRole('button', { name: 'Each goroutine' }).click();
  await expect(page).toHaveURL(/tab=list/);
  await expect(page.getByTestId('list-count')).toHaveText(`${standing(dumpOf(3))} rows`);
  await page.keyboard.press('/');
  await page.keyboard.type('submit.go:36');
  await expect(page.getByTestId('list-count')).toHaveText('36 rows');
  await page.getByRole('searchbox').fill('519');
  await expect(page.getByTestId('list-count')).toHaveText('1 row');
  await page.getByRole('searchbox').fill('');
  const list = page.getByRole('grid', { name: 'Goroutines', exact: true });
  await list.getByRole('button', { name: 'Id' }).click();
  await expect(page).toHaveURL(/order=id-asc/);
  await expect(list.getByRole('row').nth(1).getByRole('gridcell').first()).toHaveText('1');
  await list.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary')).toContainText(/Goroutine \d+/);
});

test('groups by label, minutes as a histogram, and both filter', async ({ page }) => {
  const labelled = Array.from(
    { length: 30 },
    (_, at) =>
      `goroutine ${10 + at} [select, ${at} minutes labels:{"tenant": "t${at % 3}"}]:\nmain.f()\n\t/m.go:5 +0x1\ncreated by main.main in goroutine 1\n\t/m.go:9 +0x2\n`,
  ).join('\n');
  await openCase(page, [file('labels.txt', labelled)]);
  await go(page, 'goroutines');
  const minutes = page.getByRole('figure', { name: 'Goroutines by minutes waited' });
  await expect(minutes).toContainText('30 of 30 show minutes');
  await page.getByRole('button', { name: 'Label', exact: true }).click();
  const bars = page.getByRole('figure', { name: 'Goroutines by label tenant' });
  await expect(bars.locator('g.bar')).toHaveCount(3);
  await bars.locator('g.bar').first().click();
  await expect(minutes).toContainText('10 of 10 show minutes');
  await page.getByRole('combobox', { name: 'Waited at least' }).selectOption('10');
  await expect(minutes).toContainText(/[67] of [67] show minutes/);
  await page.getByRole('button', { name: /tenant: t/ }).click();
  await expect(minutes).toContainText('20 of 20 show minutes');
});

test('the creation tree: zoom by keys, whole tree, and on to its goroutines', async ({ page }) => {
  await openCase(page, [dumpOf(3)]);
  await go(page, 'goroutines');
  await page.getByRole('button', { name: 'Creation tree' }).click();
  const tree = page.getByTestId('creation');
  await tree.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Whole tree' })).toBeVisible();
  await expect(page).toHaveURL(/node=/);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Whole tree' })).toBeVisible();
  await page.getByRole('button', { name: 'Only these' }).click();
  await expect(page).toHaveURL(/tab=list.*creator=|creator=.*tab=list/);
  await expect(page.getByTestId('list-count')).toBeVisible();
  const figure = page.getByRole('figure', { name: 'Who made whom, down to the wait' });
  await page.getByRole('button', { name: 'Creation tree' }).click();
  await figure.getByRole('button', { name: 'Show as a table' }).click();
  await expect(figure.getByRole('table')).toContainText('go statement');
  const waiting = page.waitForEvent('download');
  await figure.getByRole('button', { name: 'CSV' }).click();
  expect(readFileSync(await (await waiting).path(), 'utf8')).toContain('Waits at');
});

test('a flight-recorder trace alone: its suspects, unclosed bodies with them, and its open waits', async ({ page }) => {
  await openCase(page, [capture('traces/flight-go1.26.trace')]);
  await go(page, 'goroutines');
  const suspects = page.getByTestId('leaks');
  const bodies = suspects.getByRole('row').filter({ hasText: '(*persistConn).readLoop' });
  await expect(bodies).toContainText('24');
  await bodies.click();
  await expect(page.getByTestId('leak-card')).toContainText('Do: ');
  await expect(page.getByRole('grid', { name: /Waits still open/ })).toBeVisible();
  await page.getByRole('button', { name: /Lifetimes and who woke whom/ }).click();
  await expect(page).toHaveURL(/view=trace/);
});

test('lock cycles are named', async ({ page }) => {
  await openCase(page, [capture('leaks/lock-order.debug2.txt')]);
  await go(page, 'goroutines');
  const rings = page.getByTestId('rings');
  await expect(rings).toContainText('Cycle over 2 locks');
  await expect(rings).toContainText('transfer.go:27');
  await expect(rings).toContainText('transfer.go:41');
  await rings.getByRole('button').first().click();
  await expect(page.getByRole('complementary')).toContainText('sync.Mutex.Lock');
});

test('one capture of each instance: places ranked by the root of the mean of squares', async ({ page }) => {
  await openCase(page, [file('pod-a.txt', leaking(90, 4)), file('pod-b.txt', leaking(10, 4)), file('pod-c.txt', leaking(10, 4))]);
  await go(page, 'goroutines');
  await page.getByRole('combobox', { name: 'These captures are' }).selectOption('each');
  await page.getByRole('button', { name: 'Instances' }).click();
  const table = page.getByTestId('instances');
  // √((90² + 10² + 10²) / 3) = 52.6
  await expect(table.getByRole('row').nth(1).getByRole('gridcell').first()).toHaveText('53');
  for (const count of ['90', '10']) await expect(table.getByRole('row').nth(1)).toContainText(count);
  await page.reload();
  await expect(table).toBeVisible();
  await page.getByRole('combobox', { name: 'These captures are' }).selectOption('one');
  const growth = page.getByRole('figure', { name: 'Goroutines over the snapshots' });
  await expect(growth).toBeVisible();
  // No clock tells the time between them: the axis names them.
  for (const name of ['pod-a.txt', 'pod-c.txt']) await expect(growth.locator('svg text', { hasText: name })).toBeVisible();
});

test('tables fit a narrow screen, and names of functions are whole where they have the room', async ({ page }) => {
  await openCase(page, [dumpOf(1)]);
  await go(page, 'goroutines');
  const groups = page.getByRole('grid', { name: 'Groups' });
  const cut = () =>
    groups.locator('code > span:last-child').evaluateAll((names) => names.filter((one) => one.scrollWidth > one.clientWidth).length);
  await expect(groups.getByRole('row').nth(3)).toBeVisible();
  await expect.poll(cut).toBe(0);
  await page.setViewportSize({ width: 390, height: 900 });
  await expect(groups.getByRole('row').nth(3)).toBeVisible();
  for (const tab of ['Groups', 'Each goroutine']) {
    await page.getByRole('button', { name: tab, exact: true }).click();
    const grid = page.getByRole('grid', { name: tab === 'Groups' ? 'Groups' : 'Goroutines' });
    await expect(grid.getByRole('row').nth(3)).toBeVisible();
    await expectFits(page, grid);
  }
});

for (const tab of ['groups', 'tree', 'list', 'changes']) {
  test(`${tab}: no serious accessibility issue in both themes`, async ({ page }) => {
    test.slow();
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await openCase(page, [dumpOf(1), dumpOf(2)]);
    await go(page, 'goroutines');
    if (tab !== 'groups') {
      await page
        .getByRole('button', { name: { tree: 'Creation tree', list: 'Each goroutine', changes: 'Came and went' }[tab], exact: true })
        .click();
    }
    await page.getByTestId('leaks').getByRole('row').nth(1).click();
    await expect(page.getByTestId('leak-card')).toContainText('Verify');
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
    }
  });
}
