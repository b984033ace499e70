import { type Comparison, compareReports, filters, shapes } from '../support/pprof-compare';
import { findPprof, loadProfile } from '../support/pprof-tool';

/**
 * Compares our reports with `go tool pprof`'s on profiles of one's own: every sample type, every option, seven kinds of report. With a base, the
 * tables of what each file has over it, by `-base` and by `-diff_base`.
 *
 *     npx tsx tests/tools/compare-pprof.ts [--base FILE] FILE…
 */
async function main(args: readonly string[]): Promise<void> {
  const [base, files] = args[0] === '--base' ? [args[1], args.slice(2)] : [undefined, args];
  const baseTable = base === undefined ? undefined : await loadProfile(base);
  const tool = findPprof();
  if (tool === undefined) throw new Error('Go is needed to compare with: install it from https://go.dev/dl');
  let failures = 0;
  const judge = ({ what, ours, theirs }: Comparison): void => {
    if (ours === theirs) return;
    failures++;
    const line = (theirs ?? '').split('\n').findIndex((text, i) => text !== (ours ?? '').split('\n')[i]);
    process.stdout.write(`differs: ${what}\n  pprof ${theirs?.split('\n')[line]}\n  ours  ${ours?.split('\n')[line]}\n`);
  };
  for (const file of files) {
    const { sampleTypes } = await loadProfile(file);
    let reports = 0;
    for (const { type } of sampleTypes) {
      for (const options of [...shapes, ...filters]) {
        if (baseTable) {
          for (const against of [{ base: baseTable }, { diffBase: baseTable }])
            for (const command of ['top', 'tree', { peek: '.' }] as const) {
              judge(await compareReports(tool, file, command, { ...options, ...against, sampleType: type }, base));
              reports++;
            }
          continue;
        }
        for (const command of ['top', 'tree', { peek: '.' }, 'tags', 'traces', 'dot', 'callgrind'] as const) {
          // Numbers of equal nodes in a picture depend on a Go map.
          if (command === 'dot' && options.granularity === 'files') continue;
          // A mean leaves nodes whose sum is zero but whose divisor is not: pprof draws edges to them without naming them.
          if ((command === 'dot' || command === 'callgrind') && options.mean === true) continue;
          judge(await compareReports(tool, file, command, { ...options, sampleType: type }));
          reports++;
        }
      }
    }
    process.stdout.write(`${file}: ${reports} reports\n`);
  }
  process.stdout.write(`${failures} differ\n`);
  process.exitCode = failures === 0 ? 0 : 1;
}

await main(process.argv.slice(2));
