import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';

const systemNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * The browser for the page's tests: $CHROMIUM_PATH, else Playwright's own where installed (undefined: Playwright finds it), else a
 * system Chromium or Chrome.
 *
 * @throws Error that says what to install when there is none.
 */
export function findBrowser(): string | undefined {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH names ${named}, which does not exist`);
    return named;
  }
  if (existsSync(chromium.executablePath())) return undefined;
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of systemNames) {
      const file = join(folder, name);
      if (existsSync(file)) return file;
    }
  }
  throw new Error('no browser for the page tests: run `npx playwright install chromium`, or install Chromium, or set CHROMIUM_PATH');
}
