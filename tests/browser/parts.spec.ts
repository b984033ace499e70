import { test } from '@playwright/test';
import { capture, expect, openCase } from './page';

// Without the watch over the console: a fetch that fails is what is tried.
test('a view whose code did not come says so, and is fetched anew when it is tried again', async ({ page }) => {
  // Nothing is fetched ahead.
  await page.addInitScript(() => Object.assign(window, { requestIdleCallback: () => 0 }));
  let down = false;
  await page.route('**/_next/static/**', (route) => (down ? route.abort() : route.continue()));
  await openCase(page, [capture('monitor/gogc-100.log')]);
  down = true;
  await page.getByRole('link', { name: 'GC', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'This view stopped' })).toBeVisible();
  down = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Garbage collection' })).toBeVisible();
  await page.unrouteAll({ behavior: 'wait' });
});

test('advice whose text did not come is told at the finding, which stays', async ({ page }) => {
  // Nothing is fetched ahead.
  await page.addInitScript(() => Object.assign(window, { requestIdleCallback: () => 0 }));
  let asked = 0;
  await page.route('**/_next/static/**', async (route) => {
    const response = await route.fetch();
    const holdsAdvice = (await response.text()).includes('A sender waits for a receiver that has left');
    // The worker asks for it first, to join findings with it; then the page does.
    if (holdsAdvice && ++asked > 1) await route.abort();
    else await route.fulfill({ response });
  });
  const unheard: string[] = [];
  page.on('pageerror', (error) => unheard.push(error.message));
  await openCase(page, [capture('leaks/chan-send.debug2.txt')]);
  const finding = page.getByTestId('finding').first();
  await expect(finding.getByRole('heading', { name: 'Because' })).toBeVisible();
  await expect(finding.getByRole('alert')).toContainText('This part failed');
  await page.unrouteAll({ behavior: 'wait' });
  expect(unheard).toEqual([]);
});
