import { defineConfig } from '@playwright/test';
import { findBrowser } from './tests/tools/browser';

/** Browser tests against the production server, in the browser that tests/tools/browser.ts finds. */
const port = Number(process.env.GOTRIAGE_TEST_PORT ?? 43117);

export default defineConfig({
  testDir: 'tests/browser',
  outputDir: 'test-results',
  // For a machine of two cores with other work: a trace's sums may take the worker a while there.
  timeout: 180_000,
  expect: { timeout: 45_000 },
  // One browser keeps two cores busy: a second one makes each test slower, and the whole no shorter.
  workers: 1,
  fullyParallel: false,
  reporter: [['list']],
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      executablePath: findBrowser(),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
    permissions: ['clipboard-read', 'clipboard-write'],
  },
  webServer: {
    command: 'node lib/server/start.mjs',
    url: `http://127.0.0.1:${port}/api/v1/health`,
    env: { PORT: String(port), HOST: '127.0.0.1' },
    reuseExistingServer: process.env.GOTRIAGE_REUSE_SERVER === '1',
    timeout: 300_000,
  },
});
