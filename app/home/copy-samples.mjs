import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Copies the captures of the sample cases from fixtures/ to public/samples, with an index of what there is. Run by
 * next.config.js before a build, so that the page serves them as plain files.
 * @param {string} root the project's folder
 */
export function copySamples(root) {
  const list = join(root, 'fixtures/samples.json');
  const target = join(root, 'public/samples');
  // A deployed build has no fixtures: it brings the copies made when it was built.
  if (!existsSync(list)) return;
  /** @type {{ id: string; title: object; blurb: object; files: string[] }[]} */
  const samples = JSON.parse(readFileSync(list, 'utf8'));
  rmSync(target, { recursive: true, force: true });
  const index = samples.map(({ id, title, blurb, files }) => ({
    id,
    title,
    summary: blurb,
    files: files.map((file) => {
      const from = join(root, 'fixtures/captures', file);
      const to = join(target, file);
      mkdirSync(dirname(to), { recursive: true });
      copyFileSync(from, to);
      return { name: file, url: `/samples/${file}`, bytes: statSync(from).size };
    }),
  }));
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'index.json'), JSON.stringify(index));
}
