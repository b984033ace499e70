import { readFileSync } from 'node:fs';
import { bytesSource } from '../../lib/base/source';
import { formatDuration } from '../../lib/charts/format';
import { decodeTrace } from '../../lib/formats/trace/decode';
import { capture, drag, expect, expectAccessible, expectFits, go, openCase, test } from './page';

const file = new URL('../golden/trace/context-go1.26.trace', import.meta.url);
const context = { name: 'context.trace', mimeType: 'application/octet-stream', buffer: readFileSync(file) };
const recorded = JSON.parse(readFileSync(new URL('../golden/trace/context-go1.26.json', import.meta.url), 'utf8')) as {
  events: number;
  goroutines: number;
  created: number;
  execNs: number;
  schedWaitNs: number;
  finalStates: { waiting: number };
};

test('the figures are those that Go counts, the charts have tables, all is accessible', async ({ page }) => {
  await openCase(page, [context]);
  await go(page, 'trace');
  const summary = page.getByTestId('trace-summary');
  await expect(summary).toContainText(String(recorded.events));
  await expect(summary).toContainText(String(recorded.goroutines));
  await expect(summary).toContainText(String(recorded.created));
  for (const title of ['Goroutines by state', 'Running and runnable against GOMAXPROCS', 'Heap in use and its goal', 'Pauses and GC']) {
    await expect(page.getByRole('figure', { name: title }).getByRole('img')).toBeVisible();
  }
  const states = page.getByRole('figure', { name: 'Goroutines by state' });
  await states.getByRole('button', { name: 'Show as a table' }).click();
  await expect(states.getByRole('columnheader', { name: 'runnable' })).toBeVisible();
  await states.getByRole('button', { name: 'Show as a chart' }).click();
  const lanes = page.getByTestId('lanes');
  await expect(lanes).toHaveAccessibleName(/What each P ran/);
  for (const [button, title] of [
    ['Threads', 'What each thread carried'],
    ['Goroutines', 'What each goroutine did'],
  ]) {
    await page.getByRole('group', { name: 'Lanes by' }).getByRole('button', { name: button }).click();
    await expect(lanes).toHaveAccessibleName(new RegExp(title));
  }
  await expect(page).toHaveURL(/lanes=goroutine/);
  const figure = page.getByRole('figure', { name: 'What each goroutine did' });
  await figure.getByRole('button', { name: 'Show as a table' }).click();
  await expect(figure.getByRole('cell', { name: /^G \d+$/ }).first()).toBeVisible();
  await figure.getByRole('button', { name: 'Show as a chart' }).click();
  await expectAccessible(page);
});

test('keys, buttons and a drag move one window, which the address keeps', async ({ page }) => {
  await openCase(page, [capture('monitor/gogc-100.trace')]);
  await go(page, 'trace');
  const window = page.getByTestId('window');
  await expect(window).toContainText('0ns – 3s');
  await page.keyboard.press('w');
  await expect(page).toHaveURL(/from=\d+/);
  await page.keyboard.press('0');
  await expect(page).not.toHaveURL(/from=/);
  // The address follows when a move has come to rest, the charts when there is time for a frame.
  await expect(window).toContainText('0ns – 3s');
  const chart = page.getByRole('figure', { name: 'Goroutines by state' }).getByRole('img');
  await drag(chart, { x: 200, y: 40 }, { x: 400, y: 40 });
  await expect(page).toHaveURL(/from=\d+&to=\d+/);
  await expect(window).not.toContainText('0ns – 3s');
  const address = page.url();
  const shown = await window.textContent();
  await page.goto(address);
  await expect(window).toHaveText(shown ?? '');
  await page.getByRole('button', { name: 'Whole trace' }).click();
  await expect(window).toContainText('0ns – 3s');
  await page.getByLabel('Go to a time').fill('tomorrow');
  await page.getByLabel('Go to a time').press('Enter');
  await expect(page.getByText('Not a time within this trace')).toBeVisible();
  await page.getByLabel('Go to a time').fill('400ms');
  await page.getByLabel('Go to a time').press('Enter');
  await expect(window).toContainText('385ms – 415ms');
  const id = new URL(page.url()).searchParams.get('id');
  await page.goto(`/case?id=${id}&view=trace&at=1500000000`);
  await expect(window).toContainText('1.47s – 1.53s');
});

test('functions lead to goroutines, a goroutine to its drawer, open waits to what go tool trace forgets', async ({ page }) => {
  await openCase(page, [capture('traces/report-faulty-go1.26.trace')]);
  await go(page, 'trace');
  const functions = page.getByRole('grid', { name: /Goroutines by the function/ });
  await expect(functions).toBeVisible();
  // The column of reasons names the main one whole.
  const reason = functions.getByTestId('main-reason');
  await expect(reason.filter({ hasText: /^sleep$/ }).first()).toBeVisible();
  const cut = () =>
    reason.evaluateAll((names) => names.filter((name) => name.scrollWidth > name.clientWidth).map((name) => name.textContent));
  await expect.poll(cut).toEqual([]);
  await functions.getByRole('row').filter({ hasText: 'pollLoop' }).click();
  await expect(page).toHaveURL(/tab=goroutines/);
  const goroutines = page.getByRole('grid', { name: 'Goroutines' });
  await expect(goroutines).toHaveAttribute('aria-rowcount', '19');
  // The longest-lived of them stand first; this one was made while the trace ran.
  await goroutines.getByRole('row').nth(14).click();
  const drawer = page.getByRole('complementary').last();
  await expect(drawer).toContainText('pollLoop');
  await expect(drawer).toContainText('Where it was created');
  await drawer.getByRole('button', { name: 'Fit its life' }).click();
  await expect(page).toHaveURL(/from=\d+/);
  await page.keyboard.press('Escape');
  await expect(page).not.toHaveURL(/g=\d+/);
  await page.getByRole('button', { name: 'Open waits' }).click();
  const waits = page.getByRole('grid', { name: /Waits still open/ });
  await expect(waits).toContainText('storeRows');
  await expect(waits).toContainText('chan receive');
  await expectAccessible(page);
});

test('dark, Chinese and narrow', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 390, height: 844 });
  await openCase(page, [context]);
  await page.context().addCookies([{ name: 'gotriage-language', value: 'zh', url: page.url() }]);
  await page.goto(`${page.url()}&view=trace`);
  await expect(page.getByRole('heading', { level: 1, name: '执行跟踪' })).toBeVisible();
  await expect(page.getByTestId('trace-summary')).toContainText(String(recorded.goroutines));
  for (const tab of ['Goroutine', '未结束的等待', '停顿', '延迟', '最长区段']) {
    // The lanes of the timeline offer goroutines too: the tab comes after.
    const button = page.getByRole('button', { name: tab, exact: true }).last();
    await button.click();
    await expect(button).toHaveAttribute('aria-pressed', 'true');
  }
  await expectFits(page);
  await expectAccessible(page);
});

test('a trace that breaks off tells what was lost', async ({ page }) => {
  const whole = capture('traces/report-faulty-go1.26.trace');
  const cut = { ...whole, name: 'cut.trace', buffer: whole.buffer.subarray(0, -100) };
  await openCase(page, [cut]);
  await go(page, 'trace');
  await expect(page.getByTestId('lost')).toContainText('Part of this trace was lost');
  await expect(page.getByTestId('lost')).toContainText(/from byte/);
});

test('an area of the lanes is added up as Go counts it, and the address keeps it', async ({ page }) => {
  await openCase(page, [context]);
  await go(page, 'trace');
  await page.getByRole('button', { name: 'Add up this window' }).click();
  const area = page.getByTestId('area');
  await expect(area.getByRole('row', { name: /^running/ })).toContainText(formatDuration(recorded.execNs));
  await expect(area.getByRole('row', { name: /^runnable/ })).toContainText(formatDuration(recorded.schedWaitNs));
  await expect(page).toHaveURL(/sel=0-\d+/);
  const lanes = page.getByTestId('lanes');
  await drag(lanes, { x: 300, y: 30 }, { x: 600, y: 32 });
  await expect(page).toHaveURL(/sel=\d+-\d+&on=proc\.\d/);
  await expect(area).toContainText('P ');
  const times = await area.getByRole('row', { name: /^running/ }).textContent();
  await page.goto(page.url());
  await expect(area.getByRole('row', { name: /^running/ })).toHaveText(times ?? '');
  await page.keyboard.press('f');
  await expect(page).toHaveURL(/from=\d+/);
  await page.keyboard.press('Escape');
  await expect(page).not.toHaveURL(/sel=/);
});

test('marks, times of day, arrows and findings by key', async ({ page }) => {
  await openCase(page, [capture('traces/imaging-faulty-go1.26.trace')]);
  await go(page, 'trace');
  await expect(page.getByTestId('clock')).toHaveText(/\d\d:\d\d:\d\d\.\d{6}/);
  const clock = (await page.getByTestId('clock').textContent()) ?? '';
  await page.keyboard.press('w');
  await page.keyboard.press('m');
  await expect(page).toHaveURL(/marks=\d+/);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('d');
  await page.keyboard.press('m');
  const marks = page.getByTestId('marks');
  await expect(marks.getByRole('listitem')).toHaveCount(2);
  await expect(marks.getByRole('listitem').nth(1)).toContainText('+');
  await page.reload();
  await expect(marks.getByRole('listitem')).toHaveCount(2);
  await marks.getByRole('button', { name: 'Take away mark 1' }).click();
  await expect(marks.getByRole('listitem')).toHaveCount(1);
  await page.getByLabel('Go to a time').fill(clock);
  await page.getByLabel('Go to a time').press('Enter');
  await expect(page.getByTestId('window')).toContainText('0ns – ');
  await page.getByTestId('window').click();
  // After the reload the findings come once the case is decoded again.
  await expect(page.getByTestId('finding-steps')).toBeVisible();
  await page.keyboard.press(']');
  await expect(page).toHaveURL(/view=trace.*at=\d+/);
  await expect(page.getByTestId('finding-steps')).toContainText('read mem stats');
});

test('a span by keys: its stacks, who woke it, its lane pinned; tasks; states dimmed', async ({ page }) => {
  await openCase(page, [capture('traces/imaging-faulty-go1.26.trace')]);
  await go(page, 'trace');
  await page.getByRole('group', { name: 'Lanes by' }).getByRole('button', { name: 'Goroutines' }).click();
  await page.locator('[data-view-search]').first().fill('scaleAll');
  await expect(page).toHaveURL(/q=scaleAll/);
  await expect(page.getByTestId('lanes')).toHaveAccessibleName(/4 lanes of 4/);
  await page.getByTestId('lanes').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/g=\d+&t=\d+/);
  const span = page.getByTestId('span');
  await expect(span).toContainText('scaleAll');
  await page.getByRole('button', { name: 'Pin its lane' }).click();
  await expect(page).toHaveURL(/pin=g\d+/);
  await page.keyboard.press('f');
  await expect(page).toHaveURL(/from=\d+/);
  await page.getByRole('group', { name: 'Lanes by' }).getByRole('button', { name: 'P', exact: true }).click();
  await expect(page.getByRole('list', { name: 'Pinned' })).toContainText('scaleAll');
  const dim = page.getByRole('group', { name: 'Dim or show a state' }).getByRole('button', { name: 'running' });
  await dim.click();
  await expect(page).toHaveURL(/hide=running/);
  await expect(dim).toHaveAttribute('aria-pressed', 'false');
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('complementary')).toHaveCount(0);
  const lanes = page.getByTestId('lanes');
  // The goroutine pinned stands first, P 0 below it.
  await lanes.click({ position: { x: 20, y: 20 + 24 + 12 } });
  await expect(page).toHaveURL(/pin=p0%2Cg\d+/);
  await page.getByRole('list', { name: 'Pinned' }).getByRole('button', { name: 'Unpin P 0' }).click();
  await expect(page).toHaveURL(/pin=g\d+/);
  await page.getByRole('group', { name: 'Lanes by' }).getByRole('button', { name: 'Tasks, regions' }).click();
  await expect(page.getByTestId('lanes')).toHaveAccessibleName(/Tasks and regions/);
});

test('an assist stands in the lanes, and in the details of its span with the stack that began it', async ({ page }) => {
  const file = 'fixtures/captures/traces/imaging-mended-go1.26.trace';
  const { ranges, strings, durationNs } = await decodeTrace(bytesSource(file, readFileSync(file)));
  const lengths = ranges.end.map((end, i) =>
    strings[ranges.name[i]] === 'GC mark assist' && end <= durationNs ? end - ranges.start[i] : 0,
  );
  const longest = lengths.indexOf(Math.max(...lengths));
  await openCase(page, [capture('traces/imaging-mended-go1.26.trace')]);
  await go(page, 'trace');
  await expect(page.getByTestId('lanes')).toBeVisible();
  const legend = page.getByRole('group', { name: 'Dim or show a state' });
  await legend.getByRole('button', { name: 'GC assist' }).click();
  await expect(page).toHaveURL(/hide=assist/);
  await page.goto(`${page.url()}&lanes=goroutine&g=${ranges.goroutine[longest]}&t=${ranges.start[longest] + 1}`);
  const told = page.getByTestId('span-ranges');
  await expect(told).toContainText('GC mark assist');
  await expect(told).toContainText(formatDuration(lengths[longest]));
  await told.getByText('Where it began').first().click();
  await expect(told).toContainText('runtime.');
  await expectAccessible(page);
});

test('CPU samples of an area as a flame graph', async ({ page }) => {
  await openCase(page, [capture('traces/convert-faulty-go1.26.trace')]);
  await go(page, 'trace');
  await page.getByRole('button', { name: 'Add up this window' }).click();
  await expect(page.getByTestId('area').getByTestId('flame')).toBeVisible();
  await expect(page.getByTestId('area')).toContainText('CPU samples of the area');
  await expectAccessible(page);
});
