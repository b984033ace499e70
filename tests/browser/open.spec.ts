import { test as plain } from '@playwright/test';
import { broken, capture, choose, dropFiles, expect, openCase, openHome, test } from './page';

const kinds: readonly (readonly [file: string, format: string])[] = [
  ['convert-faulty/cpu.pb.gz', 'pprof'],
  ['convert-faulty/allocs.pb.gz', 'pprof'],
  ['convert-faulty/heap.debug1.txt', 'heap-debug1'],
  ['imaging-faulty/block.pb.gz', 'pprof'],
  ['imaging-faulty/mutex.debug1.txt', 'contention-debug1'],
  ['web/goroutine.1.pb.gz', 'pprof'],
  ['web/goroutine.1.debug1.txt', 'goroutine-debug1'],
  ['web/goroutine.1.debug2.txt', 'goroutine-debug2'],
  ['web/threadcreate.pb.gz', 'pprof'],
  ['leakprofile-faulty/goroutineleak.pb.gz', 'pprof'],
  ['logs/sigquit-go1.26.log', 'goroutine-debug2'],
  ['monitor/gogc-100.log', 'gctrace'],
  ['monitor/gogc-100.trace', 'go-trace'],
  ['compiler/escape-m2-go1.26.txt', 'escape-notes'],
  ['bench/before.txt', 'go-bench'],
];

for (const [file, format] of kinds) {
  test(`${file} is read as ${format}`, async ({ page }) => {
    await openCase(page, [capture(file)]);
    await expect(page.getByTestId('chip')).toHaveCount(1);
    await expect(page.getByTestId('broken')).toHaveCount(0);
    await page.getByTestId('chip').click();
    const drawer = page.getByRole('complementary');
    await expect(drawer).toContainText(format);
    await expect(drawer).toContainText(/[0-9a-f]{64}/);
    await page.keyboard.press('Escape');
    await expect(drawer).toHaveCount(0);
  });
}

test('files dropped on the page become one case, more are added by another drop', async ({ page }) => {
  await openHome(page);
  await dropFiles(page, [capture('web/goroutine.1.debug2.txt'), capture('web/heap.pb.gz')]);
  await expect(page).toHaveURL(/\/case\?id=/);
  await expect(page.getByTestId('chip')).toHaveCount(2);
  await dropFiles(page, [capture('web/goroutine.2.debug2.txt')]);
  await expect(page.getByTestId('chip')).toHaveCount(3);
});

test('a dump can be pasted', async ({ page }) => {
  await openHome(page);
  await page.getByRole('button', { name: 'Paste text' }).click();
  await page.getByRole('textbox').fill(capture('leaks/chan-receive.debug2.txt').buffer.toString('utf8'));
  await page.getByRole('button', { name: 'Open the text' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await expect(page.getByTestId('chip')).toContainText('pasted.txt');
});

test('a broken file is told with its place, the good ones are unharmed', async ({ page }) => {
  await openCase(page, [
    capture('web/heap.pb.gz'),
    broken('truncated-gzip.pb.gz'),
    broken('noise.bin'),
    capture('web/goroutine.1.debug2.txt'),
  ]);
  const section = page.getByTestId('broken');
  await expect(section).toContainText('truncated-gzip.pb.gz');
  await expect(section).toContainText('noise.bin');
  await expect(section).toContainText(/byte \d+/);
  await expect(section).toContainText('What to do');
  await page.locator('nav a[href*="view=profile"]').click();
  await expect(page.getByTestId('flame')).toBeVisible();
  await page.locator('nav a[href*="view=goroutines"]').click();
  await expect(page.getByTestId('goroutine-total')).toBeVisible();
});

for (const name of [
  'strings-billions.pb',
  'packed-billions.pb',
  'bomb.pb.gz',
  'bomb.zip',
  'varint-overrun.pb',
  'string-index.pb',
  'error-page.pb.gz',
  'cut.zip',
]) {
  test(`${name} is refused with words`, async ({ page }) => {
    await openCase(page, [broken(name)]);
    await expect(page.getByTestId('broken')).toContainText('What');
    await expect(page.getByTestId('broken')).toContainText('What to do');
  });
}

test('an empty file says what it is', async ({ page }) => {
  await openCase(page, [{ name: 'nothing.pb.gz', mimeType: 'application/octet-stream', buffer: Buffer.alloc(0) }]);
  await expect(page.getByTestId('broken')).toContainText('the file is empty');
});

test('a sample case opens with one click and has findings', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByTestId('sample')).toHaveCount(3);
  await page.getByTestId('sample').first().click();
  await expect(page.getByTestId('finding').first()).toBeVisible();
  await expect(page.getByTestId('finding').first()).toContainText('goroutine');
});

test('a reload loses nothing, the address holds the view, the case can be deleted', async ({ page }) => {
  await openCase(page, [capture('convert-faulty/allocs.pb.gz'), capture('web/goroutine.1.debug2.txt')]);
  await page.locator('nav a[href*="view=profile"]').click();
  await page.getByRole('button', { name: 'inuse_space' }).click();
  await expect(page).toHaveURL(/type=inuse_space/);
  await page.reload();
  await expect(page.getByTestId('chip')).toHaveCount(2);
  await expect(page.getByRole('button', { name: 'inuse_space' })).toHaveAttribute('aria-pressed', 'true');
  const address = page.url();
  await page.getByRole('link', { name: 'All cases' }).first().click();
  await expect(page.getByRole('link', { name: /allocs\.pb\.gz/ })).toBeVisible();
  await page.getByRole('button', { name: /Delete case/ }).click();
  await page.getByRole('button', { name: 'Delete it' }).click();
  await expect(page.getByRole('link', { name: /allocs\.pb\.gz/ })).toHaveCount(0);
  await page.goto(address);
  await expect(page.getByText('There is no such case in this browser')).toBeVisible();
});

test('reading can be cancelled and taken up again', async ({ page }) => {
  await openHome(page);
  const record = capture('web/goroutine.1.debug2.txt').buffer.toString('utf8').split('\n\n')[1];
  await page.evaluate((one) => {
    // The way to the case's page may take longer than the reading: the worker is not heard to have ended it.
    const heard = Object.getOwnPropertyDescriptor(Worker.prototype, 'onmessage');
    Object.defineProperty(Worker.prototype, 'onmessage', {
      ...heard,
      set(this: Worker, tell: (event: MessageEvent) => void) {
        heard?.set?.call(this, (event: MessageEvent) => event.data.kind !== 'done' && tell(event));
      },
    });
    // Large, and cancelled by the page itself: it shall be cancelled while it is read.
    const rest = one.replace(/^goroutine \d+/, '');
    const many = Array.from({ length: 200_000 }, (_, i) => `goroutine ${i + 2}${rest}\n\n`);
    new MutationObserver((_, observer) => {
      const button = [...document.querySelectorAll('button')].find((candidate) => candidate.textContent === 'Cancel');
      if (!button) return;
      observer.disconnect();
      if (heard) Object.defineProperty(Worker.prototype, 'onmessage', heard);
      button.click();
    }).observe(document.body, { subtree: true, childList: true });
    const made = new DataTransfer();
    made.items.add(new File(many, 'many.txt'));
    document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: made }));
  }, record);
  await expect(page.getByRole('heading', { name: 'Reading was cancelled' })).toBeVisible();
  await page.getByRole('button', { name: 'Read again' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByTestId('chip')).toContainText('many.txt');
});

test('a file can be added by the picker and removed again', async ({ page }) => {
  await openCase(page, [capture('web/heap.pb.gz')]);
  await choose(page, [capture('convert-faulty/cpu.pb.gz')]);
  await expect(page.getByTestId('chip')).toHaveCount(2);
  await page.getByTestId('chip').last().click();
  await page.getByRole('button', { name: 'Remove from the case' }).click();
  await expect(page.getByTestId('chip')).toHaveCount(1);
});

test('a case of which nothing can be read says what can be opened, and asks for no more captures', async ({ page }) => {
  await openCase(page, [broken('error-page.pb.gz'), broken('empty.pb.gz')]);
  await expect(page.getByTestId('broken')).toContainText('No file of this case could be read');
  await expect(page.getByRole('heading', { name: 'What can be opened' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'What would firm up the diagnosis' })).toHaveCount(0);
});

test('a benchmark alone raises nothing and says what it cannot show', async ({ page }) => {
  await openCase(page, [capture('bench/before.txt')]);
  await expect(page.getByRole('heading', { name: 'No rule fired on these captures' })).toBeVisible();
  await expect(page.getByText('second benchmark run')).toBeVisible();
  await expect(page.getByText('Nothing here shows the collector')).toBeVisible();
  await page.goto(`${page.url()}&view=compare`);
  await expect(page.getByText('-benchmem -count=10')).toBeVisible();
});

plain('an address without a page leads back, in the page’s own words and without inline styles', async ({ page }) => {
  const troubles: string[] = [];
  page.on('console', (entry) => {
    // The document's own status is what is asked for.
    if (entry.type() === 'error' && !entry.text().includes('404')) troubles.push(entry.text());
  });
  const answer = await page.goto('/no-such-page');
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('heading', { name: 'There is no page at this address' })).toBeVisible();
  await page.getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1, name: 'Open a capture' })).toBeVisible();
  expect(troubles).toEqual([]);
});
