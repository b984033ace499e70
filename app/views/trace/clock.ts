import type { TraceHead } from '@/lib/query/trace-view';

/** Time of day at an offset from the trace's start, to the microsecond; undefined where the trace has no reading of the clock. */
export function clockTime(head: TraceHead, offsetNs: number, language: string): string | undefined {
  if (head.startUnixNs === undefined) return undefined;
  const ns = head.startUnixNs + BigInt(Math.round(offsetNs));
  return `${clockFormat(language).format(Number(ns / 1_000_000n))}.${String((ns / 1000n) % 1_000_000n).padStart(6, '0')}`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Made once a language: it is asked for with each frame. */
function clockFormat(language: string): Intl.DateTimeFormat {
  let format = formats.get(language);
  if (!format) {
    format = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
    formats.set(language, format);
  }
  return format;
}

/** Date and time of day at the trace's start. */
export function startDate(head: TraceHead, language: string): string | undefined {
  if (head.startUnixNs === undefined) return undefined;
  return new Intl.DateTimeFormat(language, { dateStyle: 'short', timeStyle: 'medium', hourCycle: 'h23' }).format(
    Number(head.startUnixNs / 1_000_000n),
  );
}

/** The offset of a time of day as people type it, `15:04:05` or `15:04:05.123`; the first such moment from the trace's start on. */
export function offsetOfClock(text: string, head: TraceHead): number | undefined {
  const match = /^\s*(\d{1,2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?\s*$/.exec(text);
  if (!match || head.startUnixNs === undefined) return undefined;
  const start = new Date(Number(head.startUnixNs / 1_000_000n));
  const asked = new Date(start);
  asked.setHours(Number(match[1]), Number(match[2]), Number(match[3]), 0);
  const part = BigInt((match[4] ?? '').padEnd(9, '0'));
  const offset = Number(BigInt(asked.getTime()) * 1_000_000n + part - head.startUnixNs);
  // What the page shows is cut to µs, and the second of the start may be typed without its fraction.
  return offset > -1e9 ? Math.max(0, offset) : offset + 86_400e9;
}
