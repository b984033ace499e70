import { bytesSource } from '../../base/source';
import type { FormatModule } from '../format';
import { inflate } from '../gzip/inflate';
import { decodeGoroutineText } from './decode';
import { goroutineCountIn } from './prefix';

export { decodeGoroutineText } from './decode';

const header = /goroutine \d+ (?:gp=0x[0-9a-f]+ m=\S+ (?:mp=0x[0-9a-f]+ )?)?\[[^\n]{1,4096}\]:(?:\s|\\n|$)/;
const crash = /^(?:.{0,200}\s)?(?:panic: |fatal error: |SIGQUIT: quit)/m;

/** Goroutine dumps (debug=2, panics, SIGQUIT, fatal errors), alone or inside a log, and counts of goroutines in a log. */
export const goroutineDumpFormat: FormatModule = {
  id: 'goroutine-debug2',
  sniff: ({ text }) => header.test(text) || crash.test(text) || countLines(text) >= 3,
  decode: async (source, context) =>
    decodeGoroutineText(context.gzip ? bytesSource(source.name, await inflate(source, context)) : source, context),
};

function countLines(text: string): number {
  let lines = 0;
  for (const line of text.split('\n')) if (line.includes('oroutine') && goroutineCountIn(line) >= 0) lines++;
  return lines;
}
