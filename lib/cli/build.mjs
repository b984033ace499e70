import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * Bundles the command line to dist/gotriage.mjs, its commands and decoders in chunks beside it that load when they are needed:
 * it starts without reading node_modules.
 */
const root = fileURLToPath(new URL('../..', import.meta.url));
const dist = path.join(root, 'dist');
const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: { gotriage: 'lib/cli/main.ts', 'trace-worker': 'lib/host/trace-worker.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.9',
  minify: true,
  legalComments: 'linked',
  logLevel: 'warning',
  // Written only when everything is there: a failed build leaves the last command standing.
  write: false,
});
rmSync(dist, { recursive: true, force: true });
for (const file of outputFiles) {
  mkdirSync(path.dirname(file.path), { recursive: true });
  writeFileSync(file.path, file.contents);
}
chmodSync(path.join(dist, 'gotriage.mjs'), 0o755);
