import { bytesSource } from '../../base/source';
import { type FormatModule, sniffBytes } from '../format';
import { inflate } from '../gzip/inflate';
import { decodeGoroutineText } from './decode';
import { goroutineCountIn } from './prefix';

export { decodeGoroutineText } from './decode';

const header = /goroutine \d+ (?:gp=0x[0-9a-f]+ m=\S+ (?:mp=0x[0-9a-f]+ )?)?\[[^\n]{1,4096}\]:(?:\s|\\n|$)/;
const crash = /^(?:.{0,200}\s)?(?:panic: |fatal error: |SIGQUIT: quit)/m;

/** Goroutine dumps (debug=2, panics, SIGQUIT, fatal errors), alone or inside a log, and counts of goroutines in a log. */
export const goroutineDumpFormat: FormatModule = {
  id: 'goroutine-debug2',
  sniff: ({ text }) => header.test(text) || crash.test(text) || countLines(text) >= 3 || longHeader(text),
  decode: async (source, context) =>
    decodeGoroutineText(context.gzip ? bytesSource(source.name, await inflate(source, context)) : source, context),
};

const headerStart = /^goroutine \d{1,19} (?:gp=0x[0-9a-f]+ m=\S{1,20} (?:mp=0x[0-9a-f]+ )?)?\[/;

/** A record's first line with labels of any length, also one that goes on past what sniffing sees. */
function longHeader(text: string): boolean {
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    if (text.startsWith('goroutine ', start) && headerStart.test(text.slice(start, start + 128))) {
      if (found < 0 ? text.length >= sniffBytes : text.slice(start, end).trimEnd().endsWith(']:')) return true;
    }
    start = end + 1;
  }
  return false;
}

function countLines(text: string): number {
  let lines = 0;
  for (const line of text.split('\n')) if (line.includes('oroutine') && goroutineCountIn(line) >= 0) lines++;
  return lines;
}
