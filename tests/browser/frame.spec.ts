import { capture, choose, expect, expectAccessible, expectFits, go, openCase, openHome, test } from './page';

const dump = [capture('report-faulty/goroutine.3.debug2.txt'), capture('convert-faulty/allocs.pb.gz')];

test('everything can be done by keys alone', async ({ page }) => {
  await openCase(page, dump);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('profiles');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/view=profile/);
  await page.keyboard.press(']');
  await expect(page).toHaveURL(/view=overview&finding=0/);
  await expect(page.locator('#finding-0')).toBeFocused();
  await page.keyboard.press(']');
  await expect(page).toHaveURL(/finding=1/);
  await page.keyboard.press('[');
  await expect(page).toHaveURL(/finding=0/);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('goroutines');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/view=goroutines/);
  await page.getByRole('grid', { name: 'Groups' }).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('complementary')).toHaveCount(0);
  const before = await page.locator('html').getAttribute('data-theme');
  await page.keyboard.press('t');
  await expect(page.locator('html')).not.toHaveAttribute('data-theme', before ?? '');
  // The first stop of the tab key leads past the frame.
  await page.reload();
  await expect(page.getByRole('grid', { name: 'Groups' })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
});

test('the key sheet has the keys of the view at hand, those of the flame graph too', async ({ page }) => {
  await openCase(page, [capture('convert-faulty/allocs.pb.gz')]);
  await go(page, 'profile');
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard' });
  await expect(sheet.getByRole('heading', { name: 'Flame graph' })).toBeVisible();
  await expect(sheet.getByRole('row', { name: 'P pin' })).toBeVisible();
  await expect(sheet.getByRole('row', { name: 'M Menu menu of the frame' })).toBeVisible();
  await expect(sheet.getByRole('heading', { name: 'Timelines' })).toHaveCount(0);
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await go(page, 'trace');
  await page.keyboard.press('?');
  await expect(sheet.getByRole('heading', { name: 'Timelines' })).toBeVisible();
});

test('back and forward walk through the views', async ({ page }) => {
  await openCase(page, dump);
  await go(page, 'goroutines');
  await go(page, 'profile');
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1, name: 'Goroutines' })).toBeVisible();
  await page.goForward();
  await expect(page.getByTestId('flame')).toBeVisible();
});

test('Chinese holds on every view and over a reload', async ({ page }) => {
  await openCase(page, dump);
  await page.getByRole('button', { name: /Language/ }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh');
  await expect(page.getByRole('heading', { level: 1, name: '总览' })).toBeVisible();
  await expect(page.getByTestId('finding').first()).toContainText('依据');
  await page.reload();
  for (const [view, heading] of [
    ['goroutines', 'Goroutine'],
    ['profile', '剖析'],
    ['guidance', '指南'],
  ]) {
    await go(page, view);
    await expect(page.getByRole('heading', { level: 1, name: new RegExp(heading) })).toBeVisible();
  }
  await expectAccessible(page);
  await page.getByRole('button', { name: '分享报告' }).click();
  await expect(page.getByTestId('report-markdown')).toContainText(/\p{Script=Han}/u);
});

test('dark holds over a reload', async ({ page }) => {
  await openCase(page, dump);
  await page.getByRole('button', { name: 'Switch to the dark theme' }).click();
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await expect.poll(ground).toBe('rgb(15, 17, 21)');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect.poll(ground).toBe('rgb(15, 17, 21)');
});

test.describe('390 px', () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test('nothing is wider than the screen, the rail is at the bottom, the drawer a sheet', async ({ page }) => {
    await openCase(page, dump);
    for (const view of ['overview', 'goroutines', 'profile', 'guidance']) {
      await go(page, view);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expectFits(page);
    }
    const bottom = async () => {
      const rail = await page.getByRole('navigation', { name: 'Views' }).boundingBox();
      return rail ? rail.y + rail.height : 0;
    };
    await expect.poll(bottom).toBeGreaterThanOrEqual(843);
    await go(page, 'goroutines');
    await page.getByRole('row').nth(1).click();
    await expect.poll(async () => (await page.getByRole('complementary').boundingBox())?.width).toBeGreaterThanOrEqual(388);
    await expectAccessible(page);
  });

  test('home fits', async ({ page }) => {
    await openHome(page);
    await expect(page.getByText('No case yet')).toBeVisible();
    await expectFits(page);
  });
});

test('pages carry their security headers and no eval', async ({ page, request }) => {
  const answer = await request.get('/');
  const headers = answer.headers();
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['referrer-policy']).toBe('no-referrer');
  const policy = headers['content-security-policy'];
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe-eval');
  expect(policy).not.toMatch(/script-src[^;]*unsafe-inline/);
  await openHome(page);
  await choose(page, [capture('web/heap.pb.gz')]);
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
});

for (const query of [
  'view=nowhere',
  'finding=abc',
  'finding=9999',
  'severity=none',
  'file=77',
  'file=x',
  'view=goroutines&state=none&group=99',
]) {
  test(`an address that names nothing leads somewhere: ${query}`, async ({ page }) => {
    await openCase(page, dump);
    const id = new URL(page.url()).searchParams.get('id');
    await page.goto(`/case?id=${id}&${query}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByTestId('chip')).toHaveCount(2);
    if (query !== 'finding=abc') return;
    await expect(page.getByTestId('finding').first()).toBeVisible();
    await page.keyboard.press(']');
    await expect(page.locator('#finding-0')).toBeFocused();
  });
}

test('what is brought to an address without a case makes one', async ({ page }) => {
  await page.goto('/case?id=nothing');
  await expect(page.getByText('There is no such case in this browser')).toBeVisible();
  await choose(page, [dump[1]]);
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await expect(page.getByTestId('chip')).toHaveCount(1);
});

test('Escape leaves a name as it was, Enter keeps it; the step keys pass over dismissed findings', async ({ page }) => {
  await openCase(page, [dump[0]]);
  const name = page.getByRole('textbox', { name: 'Rename the case' });
  await name.fill('not this');
  await name.press('Escape');
  await expect(name).toHaveValue('goroutine.3.debug2.txt');
  await name.fill('the night of the leak');
  await name.press('Enter');
  await expect(page).toHaveTitle('the night of the leak · gotriage');
  await page.reload();
  await expect(name).toHaveValue('the night of the leak');
  await page.getByTestId('finding').first().getByRole('button', { name: 'Dismiss' }).click();
  await page.getByTestId('finding').first().getByRole('textbox').fill('known');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: '1 dismissed finding' })).toBeVisible();
  await page.locator('main').click({ position: { x: 5, y: 5 } });
  await page.keyboard.press(']');
  await expect(page.locator('#finding-1')).toBeFocused();
});

test('a document that has no icon at the moment its load ends finds the one that browsers ask for', async ({ page }) => {
  await page.goto('/');
  for (const link of await page.locator('link[rel="icon"]').evaluateAll((links) => links.map((each) => (each as HTMLLinkElement).href))) {
    expect((await page.request.get(link)).status()).toBe(200);
  }
  const icon = await page.request.get('/favicon.ico');
  expect(icon.status()).toBe(200);
  expect(icon.headers()['content-type']).toBe('image/x-icon');
  // The first of the pictures in an ICO file.
  expect((await icon.body()).subarray(0, 4)).toEqual(Buffer.from([0, 0, 1, 0]));
});
