import { broken, capture, expect, openCase, openHome, test } from './page';

for (const [locale, lang, title] of [
  ['zh-CN', 'zh', '打开采集文件'],
  ['de-DE', 'en', 'Open a capture'],
] as const) {
  test.describe(locale, () => {
    test.use({ locale });

    test(`a first visit is in ${lang}`, async ({ page }) => {
      await page.goto('/');
      await expect(page.locator('html')).toHaveAttribute('lang', lang);
      await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
    });
  });
}

test.describe('a file that cannot be read', () => {
  test.use({ locale: 'zh-CN' });

  test('is told in Chinese, with the same facts', async ({ page }) => {
    await openCase(page, [broken('truncated-gzip.pb.gz'), capture('web/goroutine.1.debug2.txt')]);
    const told = page.getByTestId('broken');
    await expect(told).toContainText(/gzip 数据中断：收到 \d+ 字节，解压出 \d+ 字节。/);
    await expect(told).toContainText('其余的压缩数据和 gzip 尾部');
    await expect(told).toContainText('请重新采集并等待其结束');
    await expect(told).not.toContainText('breaks off');
  });
});

test.describe('a filter that cannot be used', () => {
  test.use({ locale: 'zh-CN' });

  test('is told in Chinese, while typing and in a link', async ({ page }) => {
    await openCase(page, [capture('convert-faulty/cpu.pb.gz')]);
    await page.goto(`${page.url()}&view=profile`);
    await page.getByLabel('过滤表达式').fill('convert(');
    const told = page.getByText('解析 focus 的正则表达式：正则表达式有误：缺少右圆括号 )：`convert(`');
    await expect(told).toBeVisible();
    await page.goto(`${page.url()}&hide=%5B`);
    await expect(page.getByTestId('filter-error')).toContainText('缺少右方括号 ]');
  });
});

test.describe('a choice in the bar', () => {
  test.use({ locale: 'zh-CN' });

  test('wins over the language of the browser', async ({ page }) => {
    await openHome(page);
    await page.getByRole('button', { name: 'English' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Open a capture' })).toBeVisible();
    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await expect(page.getByRole('heading', { level: 1, name: 'Open a capture' })).toBeVisible();
  });
});
