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
});
