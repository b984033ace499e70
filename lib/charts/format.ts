/** Numbers as the pages print them. Profile values go through lib/base/units, which follows pprof; these are for the rest. */

const thin = '\u2009';

/** Whole numbers with thin-space thousands: 10 800 000. */
export function formatCount(value: number): string {
  const rounded = Math.round(value);
  if (Math.abs(rounded) < 10_000) return String(rounded);
  return String(rounded).replace(/\B(?=(\d{3})+(?!\d))/g, thin);
}

/** Three significant digits without an exponent, trailing zeros dropped. */
export function threeDigits(value: number): string {
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value
    .toFixed(Math.min(digits, 6))
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
}

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Bytes with pprof's units: powers of 1024, printed kB, MB, GB (google/pprof internal/measurement). */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  // From here on three digits would say 1024.
  while (Math.abs(value) >= 1023.5 && unit < byteUnits.length - 1) {
    value /= 1024;
    unit++;
  }
  return unit === 0 ? `${Math.round(value)}B` : `${threeDigits(value)}${byteUnits[unit]}`;
}

const timeUnits: readonly (readonly [number, string])[] = [
  [1, 'ns'],
  [1e3, 'µs'],
  [1e6, 'ms'],
  [1e9, 's'],
  [60e9, 'min'],
  [3600e9, 'h'],
];

/** A duration in ns in the unit that gives three digits: 30.8ms, 1.21s, 4.5min. */
export function formatDuration(ns: number): string {
  const size = Math.abs(ns);
  let chosen = timeUnits[0];
  for (const unit of timeUnits) {
    // Minutes begin at two of them: 90s reads better than 1.5min. What three digits round up to a unit is one: 999.9µs are 1ms.
    if (size >= unit[0] * (unit[0] === 60e9 ? 2 : 1) * 0.9995) chosen = unit;
  }
  return `${threeDigits(ns / chosen[0])}${chosen[1]}`;
}

/** An offset told as finely as a window of that width needs: 172.5ms, 1.200004s. Three digits at least. */
export function formatOffset(ns: number, span: number): string {
  const size = Math.abs(ns);
  const [unit, name] = timeUnits.findLast(([one]) => one <= 1e9 && size >= one) ?? timeUnits[0];
  const finest = Math.max(1, span / 200);
  if (size >= 7200e9 || finest >= size / 100) return formatDuration(ns);
  const decimals = Math.min(9, Math.max(0, Math.ceil(Math.log10(unit / finest) - 1e-9)));
  const text = (ns / unit).toFixed(decimals);
  return `${text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text}${name}`;
}

/** A share of one as a percentage with at most two decimals: 31.4%. */
export function formatShare(share: number): string {
  if (!Number.isFinite(share)) return '0%';
  const percent = share * 100;
  if (percent !== 0 && Math.abs(percent) < 0.01) return percent < 0 ? '>-0.01%' : '<0.01%';
  return `${percent >= 99.995 && percent < 100 ? '99.99' : threeDigits(percent)}%`;
}

/**
 * A long name cut in its middle, its end kept longer: functions tell themselves apart at the end.
 * `limit` counts UTF-16 units; the result is never longer.
 */
export function cutMiddle(text: string, limit: number): string {
  if (text.length <= limit) return text;
  if (limit <= 1) return '…'.slice(0, limit);
  const head = Math.floor((limit - 1) * 0.35);
  const tail = limit - 1 - head;
  return `${text.slice(0, head)}…${text.slice(text.length - tail)}`;
}

/**
 * A Go function's name in two parts, so that the page can dim the first: everything up to the last slash and the
 * package, then the function. `example.com/app/report.(*Store).Submit.func1` gives `example.com/app/report.` and the rest.
 */
export function splitFunction(name: string): readonly [path: string, local: string] {
  // Type arguments may hold slashes and dots of their own.
  const bracket = name.indexOf('[');
  const plain = bracket < 0 ? name : name.slice(0, bracket);
  const slash = plain.lastIndexOf('/');
  const dot = plain.indexOf('.', slash + 1);
  return dot < 0 ? ['', name] : [name.slice(0, dot + 1), name.slice(dot + 1)];
}
