import { readFileSync } from 'node:fs';
import { capture, dropFiles, expect, expectAccessible, expectFits, go, openCase, openHome, test } from './page';

const log = 'monitor/gogc-100.log';
const cycles = [...readFileSync(new URL(`../../fixtures/captures/${log}`, import.meta.url), 'utf8').matchAll(/^gc \d+ @/gm)].length;

test('a log alone: cycles, pauses beside the documents’ figures, and what other settings would do', async ({ page }) => {
  await openCase(page, [capture(log)]);
  await go(page, 'gc');
  await expect(page.getByTestId('gc-summary')).toContainText(String(cycles));
  // The three figures of the pacer; that they are the log's own is tests/unit/gc/pacing.test.ts.
  await expect(page.getByTestId('gc-summary')).toContainText(
    new RegExp(`Headroom, median\\d+MBPassed the goal\\d+ of ${cycles}Overshoot, most\\d+MB`),
  );
  for (const title of [
    'Phases of each cycle',
    'Heap at each cycle and its goal',
    'GC CPU share between cycles',
    'Allocation rate between cycles',
  ]) {
    await expect(page.getByRole('figure', { name: title }).getByRole('img')).toBeVisible();
  }
  const pauses = page.getByRole('figure', { name: /Pauses by length/ });
  await expect(pauses.getByRole('img')).toContainText('500µs');
  await expect(pauses.getByRole('img')).toContainText('superseded');
  const grid = page.getByRole('grid', { name: 'Cycles' });
  await expect(grid).toHaveAttribute('aria-rowcount', String(cycles + 1));

  const panel = page.getByTestId('what-if');
  await expect(panel.getByTestId('observed')).toContainText('at GOGC=100 as its goals tell');
  // Its row is the first in both themes; its colour is not the same in them.
  await expect(panel).toContainText('the first row is this run');
  const rate = panel.getByRole('figure', { name: 'Cycles a second' });
  await expect(rate.getByRole('img')).toContainText('GOGC 800');
  await panel.getByRole('slider').nth(0).fill('8');
  await expect(panel.getByText(/GOGC=400 GODEBUG/)).toBeVisible();
  await expect(page).toHaveURL(/gogc=400/);
  await panel.getByRole('slider').nth(1).fill('4');
  await expect(panel.getByText(/GOMEMLIMIT=\d+MiB/)).toBeVisible();
  await expect(panel.getByTestId('prediction')).toContainText(/At GOGC=400: .* cycles a second \(.* – .*\)/);
  await expect(panel.getByText(/allocates the same bytes/)).toBeVisible();
  await expectAccessible(page);
});

test('the what-if panel by keys alone; its state, the phase and the order of the table come back with the address', async ({ page }) => {
  await openCase(page, [capture(log)]);
  await go(page, 'gc');
  const panel = page.getByTestId('what-if');
  const gogc = panel.getByRole('slider', { name: /GOGC/ });
  await gogc.focus();
  await page.keyboard.press('ArrowRight');
  await expect(page).toHaveURL(/gogc=250/);
  await expect(panel.getByTestId('prediction')).toContainText('At GOGC=250');
  await page.keyboard.press('End');
  await expect(page).toHaveURL(/gogc=off/);
  await panel.getByRole('slider', { name: /Allocate less/ }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page).toHaveURL(/less=0\.1/);
  await page.getByRole('button', { name: 'mark termination' }).click();
  await page
    .getByRole('columnheader', { name: /at end/ })
    .getByRole('button')
    .click();
  await expect(page).toHaveURL(/sort=-heapEnd/);
  await page.reload();
  await expect(panel.getByTestId('prediction')).toContainText('At GOGC=off');
  await expect(panel.getByRole('slider', { name: /Allocate less/ })).toHaveValue('1');
  await expect(page.getByRole('button', { name: 'mark termination' })).toHaveAttribute('aria-pressed', 'true');
});

test('a cycle opens with all its numbers, the next a key away, and leads into the trace of its run', async ({ page }) => {
  await openCase(
    page,
    ['log', 'trace'].map((end) => capture(`monitor/gogc-100.${end}`)),
  );
  await go(page, 'gc');
  await page.getByRole('combobox', { name: 'Process' }).selectOption({ label: 'gogc-100.log · gctrace · 28 cycles' });
  const line = readFileSync(new URL(`../../fixtures/captures/${log}`, import.meta.url), 'utf8').match(
    /^gc 7 @.* (\d+)->(\d+)->(\d+) MB, (\d+) MB goal/m,
  );
  await page.getByRole('grid', { name: 'Cycles' }).getByRole('gridcell', { name: '7', exact: true }).click();
  const drawer = page.getByTestId('gc-cycle');
  await expect(page).toHaveURL(/cycle=7/);
  for (const mib of line?.slice(1) ?? ['no such line']) await expect(drawer).toContainText(`${mib}MB`);
  await drawer.getByRole('button', { name: 'The next cycle' }).click();
  await expect(page.getByRole('complementary', { name: 'Cycle 8' })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(drawer).toBeHidden();
  await page.goBack();
  await expect(drawer).toBeVisible();
  await drawer.getByRole('button', { name: 'Show it in the trace' }).click();
  await expect(page).toHaveURL(/view=trace.*from=\d+/);
});

test('findings of the collector stand on its page and lead to their advice', async ({ page }) => {
  await openCase(page, [capture('monitor/gogc-50.log')]);
  await go(page, 'gc');
  await page
    .getByTestId('gc-found')
    .getByRole('link', { name: /The collector runs/ })
    .click();
  await expect(page).toHaveURL(/view=overview.*finding=/);
  await openCase(page, [capture('monitor/mended.log')]);
  await go(page, 'gc');
  await expect(page.getByTestId('gc-found')).toContainText('No rule of the collector found anything');
});

test('a heap profile beside the log says who allocates; without one its command stands there', async ({ page }) => {
  await openCase(page, [capture('monitor/gogc-50.log')]);
  await go(page, 'gc');
  await expect(page.getByRole('region', { name: 'Who allocates' })).toContainText('/debug/pprof/allocs?seconds=30');
  await openCase(page, [capture('monitor/gogc-50.log'), capture('monitor/gogc-50.heap.pb.gz')]);
  await go(page, 'gc');
  const chart = page.getByRole('figure', { name: 'Who allocates' });
  await expect(chart.getByRole('img')).toContainText('monitor.newMetric:128');
  await expect(chart.getByRole('img')).toContainText('84.1%');
  await expectAccessible(page);
  await chart.getByText('570MB').click();
  await expect(page).toHaveURL(/view=profile.*source-line=128/);
});

test('trace, log and heap text of one run under a limit: one axis, the differences, GOMEMLIMIT', async ({ page }) => {
  await openCase(
    page,
    ['log', 'trace', 'heap.debug1.txt'].map((end) => capture(`monitor/limit-tight.${end}`)),
  );
  await go(page, 'gc');
  const heap = page.getByRole('figure', { name: 'Heap at each cycle and its goal' });
  await expect(heap.getByRole('img')).toContainText('GOMEMLIMIT ≈ 36MB');
  await expect(heap).toContainText('heap (trace)');
  const panel = page.getByTestId('gc-agreement');
  await expect(panel).toContainText('129 cycles are in both');
  await expect(panel.getByRole('row')).toHaveCount(6);
  // What only the trace tells is there beside the log.
  await expect(page.getByRole('figure', { name: /Minimum mutator utilisation/ })).toBeVisible();
  await panel.getByRole('button', { name: 'Show the trace' }).click();
  await expect(page).toHaveURL(/series=1/);
  await expect(heap).toContainText('heap (gctrace)');
  await expect(page.getByRole('figure', { name: 'Phases of each cycle' }).getByRole('img')).toContainText('mark, log');
  await expectAccessible(page);
});

test('a trace alone: utilisation, assists and pauses that are not GC lead into the trace', async ({ page }) => {
  await openCase(page, [capture('monitor/gogc-50.trace')]);
  await go(page, 'gc');
  await expect(page.getByRole('figure', { name: /Minimum mutator utilisation/ }).getByRole('img')).toBeVisible();
  await expect(page.getByRole('figure', { name: /Mark assists/ })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Pauses that are not GC' }).first()).toContainText('start trace');
  const stops = page.getByRole('grid', { name: 'Longest stops of the world' });
  await expect(stops).toHaveAttribute('aria-rowcount', '21');
  await expect(stops.getByRole('row').nth(1)).toContainText(/GC (?:mark|sweep) termination.*monitor\./);
  await expectAccessible(page);
  await page
    .getByRole('link', { name: /Show .* in the trace/ })
    .first()
    .click();
  await expect(page).toHaveURL(/view=trace&input=0&from=\d+&to=\d+/);
  await expect(page.getByTestId('trace-summary')).toBeVisible();
});

test('log and trace together: a choice of process, dark, Chinese, narrow', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 390, height: 844 });
  await openCase(page, [capture(log), capture('monitor/gogc-100.trace')]);
  await page.context().addCookies([{ name: 'gotriage-language', value: 'zh', url: page.url() }]);
  await page.goto(`${page.url()}&view=gc`);
  await expect(page.getByRole('heading', { level: 1, name: '垃圾回收' })).toBeVisible();
  await page.getByLabel('进程').selectOption('1');
  await expect(page).toHaveURL(/series=1/);
  await expect(page.getByRole('figure', { name: /最小 mutator 利用率/ })).toBeVisible();
  await expectFits(page);
  await expectAccessible(page);
});

test('the tail of a long log, dropped in: charts begin where it does, starts are as printed, and no point stands where there is no value', async ({
  page,
}) => {
  const text = readFileSync(new URL('../../fixtures/captures/monitor/limit-only.log', import.meta.url), 'utf8');
  const lines = [...text.matchAll(/^gc (\d+) @([\d.]+)s(.*)$/gm)].map(
    ([, n, at, rest]) => `gc ${Number(n) + 900} @${(Number(at) + 7200).toFixed(3)}s${rest}`,
  );
  // One is lost: shares and rates are unknown there.
  const tail = lines.filter((_, i) => i !== 8).join('\n');
  await openHome(page);
  await dropFiles(page, [{ name: 'tail.log', mimeType: 'text/plain', buffer: Buffer.from(`${tail}\n`) }]);
  await expect(page.getByRole('heading', { level: 1, name: /Overview/ })).toBeVisible();
  await go(page, 'gc');
  await expect(page.getByText(/The log begins with cycle 901, 2h after the process started/)).toBeVisible();
  await expect(page.getByText(/Lines of 1 cycle are missing/)).toBeVisible();
  const starts = /@([\d.]+s)/.exec(lines[0])?.[1] ?? '';
  await expect(page.getByRole('grid', { name: 'Cycles' })).toContainText(starts);
  for (const title of ['GC CPU share between cycles', 'Allocation rate between cycles']) {
    const chart = page.getByRole('figure', { name: title }).getByRole('img');
    await expect(chart.locator('circle').first()).toBeAttached();
    await expect(chart.locator('circle:not([cy])')).toHaveCount(0);
  }
  await expectAccessible(page);
});

test('a log of one collection: no empty charts, no rates that nothing tells, and why', async ({ page }) => {
  const line = /^gc 1 .*$/m.exec(readFileSync(new URL(`../../fixtures/captures/${log}`, import.meta.url), 'utf8'))?.[0] ?? '';
  await openCase(page, [{ name: 'one.log', mimeType: 'text/plain', buffer: Buffer.from(`${line}\n`) }]);
  await go(page, 'gc');
  await expect(page.getByText('It takes two cycles that follow each other.')).toHaveCount(2);
  await expect(page.getByRole('figure', { name: 'Allocation rate between cycles' })).toHaveCount(0);
  const facts = page.getByTestId('gc-summary');
  await expect(facts.getByText('Cycles a second').locator('xpath=following-sibling::dd')).toHaveText('–');
  await expect(facts.getByText('Allocation rate').locator('xpath=following-sibling::dd')).toHaveText('–');
  // The one goal has the length up to its cycle, not a dot.
  await expect(page.getByRole('figure', { name: 'Heap at each cycle and its goal' }).locator('path.line').nth(2)).toHaveAttribute(
    'd',
    /[HL]/,
  );
  await expect(page.getByText('A prediction needs at least five collections of one process')).toBeVisible();
  await expectAccessible(page);
});

test('two processes of one log: each shows its own findings, and a finding leads to its own', async ({ page }) => {
  const read = (path: string) => readFileSync(new URL(`../golden/gc/${path}`, import.meta.url), 'utf8').trim();
  const text = `${read('coredns.2.log')}\n${read('search.gogc-100.log')}\n`;
  await openCase(page, [{ name: 'both.log', mimeType: 'text/plain', buffer: Buffer.from(text) }]);
  await go(page, 'gc');
  await expect(page.getByRole('combobox', { name: 'Process' })).toHaveValue('0');
  await expect(page.getByTestId('gc-found')).not.toContainText('of the CPU');
  await page.getByRole('combobox', { name: 'Process' }).selectOption('1');
  await page
    .getByTestId('gc-found')
    .getByRole('link', { name: /Garbage collection takes .*process 2 of the log/ })
    .click();
  await page
    .getByRole('article', { name: /Garbage collection takes/ })
    .getByRole('button', { name: 'Show the evidence' })
    .click();
  await expect(page.getByRole('combobox', { name: 'Process' })).toHaveValue('1');
});
