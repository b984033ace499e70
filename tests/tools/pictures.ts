import { chromium, type Page } from '@playwright/test';
import { startServer } from '../../bench/browser';
import { findBrowser } from './browser';

/** Takes the pictures of docs/images anew, of the captures in fixtures/: npx tsx tests/tools/pictures.ts [NAME…] */
interface Picture {
  readonly name: string;
  readonly dark: boolean;
  readonly files: readonly string[];
  /** Parameters of the case's address. */
  readonly view: Readonly<Record<string, string>>;
  /** What is done on the page before the picture. */
  readonly before?: (page: Page) => Promise<void>;
}

const leaking = ['goroutine.1.pb.gz', 'goroutine.2.pb.gz', 'goroutine.3.pb.gz', 'goroutine.3.debug2.txt'].map(
  (name) => `report-faulty/${name}`,
);
const service = [...leaking, 'traces/report-faulty-go1.26.trace'];
const allocations = ['convert-faulty/allocs.pb.gz', 'convert-faulty/heap.1.pb.gz'];

const pictures: readonly Picture[] = [
  { name: 'overview-dark', dark: true, files: service, view: { view: 'overview' } },
  {
    name: 'goroutines-dark',
    dark: true,
    files: service,
    view: { view: 'goroutines' },
    before: (page) => page.getByTestId('leaks').getByText('submit.go:36').click(),
  },
  { name: 'profile-dark', dark: true, files: allocations, view: { view: 'profile' } },
  { name: 'call-graph-dark', dark: true, files: allocations, view: { view: 'profile', tab: 'graph' } },
  {
    name: 'gc',
    dark: false,
    files: ['gogc-100.trace', 'gogc-100.log', 'gogc-100.heap.pb.gz'].map((name) => `monitor/${name}`),
    view: { view: 'gc' },
  },
  { name: 'trace', dark: false, files: ['traces/convert-faulty-go1.26.trace'], view: { view: 'trace' } },
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !pictures.some((picture) => picture.name === name));
if (unknown.length > 0) throw new Error(`no picture ${unknown.join(', ')}: there are ${pictures.map(({ name }) => name).join(', ')}`);

const server = await startServer();
const browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox', '--disable-gpu'] });
try {
  for (const picture of pictures) if (wanted.length === 0 || wanted.includes(picture.name)) await take(picture);
} finally {
  await browser.close();
  server.child.kill();
}

async function take({ name, dark, files, view, before }: Picture): Promise<void> {
  const page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  await page.goto(server.url);
  await page.getByTestId('file-input').setInputFiles(files.map((file) => `fixtures/captures/${file}`));
  await page.waitForURL(/\/case\?id=/);
  await page.getByRole('heading', { level: 1 }).waitFor();
  const address = new URL(page.url());
  for (const [key, value] of Object.entries(view)) address.searchParams.set(key, value);
  await page.goto(address.href);
  await still(page);
  if (before) {
    await before(page);
    await still(page);
  }
  await page.screenshot({ path: `docs/images/${name}.png` });
  await page.close();
}

/** Waits until nothing on the page has changed for a second and a half. */
async function still(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        let timer = setTimeout(resolve, 1500);
        const watcher = new MutationObserver(() => {
          clearTimeout(timer);
          timer = setTimeout(resolve, 1500);
        });
        watcher.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
      }),
  );
}
