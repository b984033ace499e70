import { capture, expect, expectAccessible, go, openCase, test } from './page';

const renamed = (path: string, name: string) => ({ ...capture(path), name });
const files = [
  renamed('convert-faulty/allocs.pb.gz', 'before.allocs.pb.gz'),
  renamed('convert-mended/allocs.pb.gz', 'after.allocs.pb.gz'),
  renamed('report-faulty/goroutine.3.debug2.txt', 'before.goroutines.txt'),
  renamed('report-mended/goroutine.3.debug2.txt', 'after.goroutines.txt'),
];

test('before and after: verdicts, groups, changes of a profile', async ({ page }) => {
  await openCase(page, files);
  await go(page, 'compare');
  await expect(page.getByTestId('compare-summary')).toContainText('gone');
  const verdicts = page.getByTestId('verdict');
  const all = await verdicts.count();
  expect(all).toBeGreaterThan(10);
  await page.getByRole('button', { name: /^mended \d+/ }).click();
  await expect(page).toHaveURL(/verdict=mended/);
  await expect(verdicts.filter({ hasNotText: '✓ mended' })).toHaveCount(0);
  await expect(page.getByRole('figure').filter({ hasText: 'Goroutines by group' })).toContainText('gone');
  await page.getByRole('button', { name: 'lines', exact: true }).click();
  await expect(page).toHaveURL(/by=lines/);
  await expect(page.getByRole('grid', { name: 'What moved' })).toContainText('faulty.go');
  await expectAccessible(page);
});

test('the sides are chosen by hand, swapped, and kept in the address', async ({ page }) => {
  await openCase(page, files.slice(0, 2));
  await go(page, 'compare');
  await expect(page.getByTestId('verdict').first()).toBeVisible();
  await page.getByRole('button', { name: 'Swap the sides' }).click();
  await expect(page).toHaveURL(/before=1&after=0/);
  await expect(page.getByTestId('verdict').filter({ hasText: '✓ mended' })).toHaveCount(0);
  await page.reload();
  await expect(page.getByTestId('compare-summary')).toBeVisible();
  await expect(page.getByText('1 file before, 1 file after')).toBeVisible();
  await page.getByText('1 file before, 1 file after').click();
  await page
    .getByRole('group', { name: /Side of before/ })
    .getByRole('button', { name: 'Not used' })
    .click();
  await expect(page.getByText('Put at least one file on each side.')).toBeVisible();
});
