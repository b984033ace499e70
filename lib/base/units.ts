/**
 * Values with units as pprof prints them: google/pprof, internal/measurement/measurement.go (Scale, ScaledLabel, Percentage).
 * `1.21MB`, `30.81ms`, `17`. Values may be bigint: they are turned into float64 as Go's float64(int64) does.
 */

interface Unit {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly factor: number;
}

interface UnitType {
  readonly units: readonly Unit[];
  readonly fallback: Unit;
}

const unit = (name: string, factor: number, ...aliases: string[]): Unit => ({ name, aliases, factor });

const unitTypes: readonly UnitType[] = [
  {
    units: [
      unit('B', 1, 'b', 'byte'),
      unit('kB', 2 ** 10, 'kb', 'kbyte', 'kilobyte'),
      unit('MB', 2 ** 20, 'mb', 'mbyte', 'megabyte'),
      unit('GB', 2 ** 30, 'gb', 'gbyte', 'gigabyte'),
      unit('TB', 2 ** 40, 'tb', 'tbyte', 'terabyte'),
      unit('PB', 2 ** 50, 'pb', 'pbyte', 'petabyte'),
    ],
    fallback: unit('B', 1),
  },
  {
    units: [
      unit('ns', 1, 'ns', 'nanosecond'),
      unit('us', 1e3, 'μs', 'us', 'microsecond'),
      unit('ms', 1e6, 'ms', 'millisecond'),
      unit('s', 1e9, 's', 'sec', 'second'),
      unit('hrs', 3600e9, 'hour', 'hr'),
    ],
    fallback: unit('s', 1e9),
  },
  {
    units: [
      unit('n*GCU', 1e-9, 'nanogcu'),
      unit('u*GCU', 1e-6, 'microgcu'),
      unit('m*GCU', 1e-3, 'milligcu'),
      unit('GCU', 1, 'gcu'),
      unit('k*GCU', 1e3, 'kilogcu'),
      unit('M*GCU', 1e6, 'megagcu'),
      unit('G*GCU', 1e9, 'gigagcu'),
      unit('T*GCU', 1e12, 'teragcu'),
      unit('P*GCU', 1e15, 'petagcu'),
    ],
    fallback: unit('GCU', 1),
  },
];

export interface Scaled {
  readonly value: number;
  /** Empty where pprof prints none (counts). */
  readonly unit: string;
}

/** An int64: a number while safe, a bigint beyond. */
export type Amount = number | bigint;

/** Scales a value to a unit; `minimum` and `auto` choose the largest unit that keeps it at 1 or more. */
export function scale(value: Amount, from: string, to: string): Scaled {
  if (value < 0) {
    const scaled = scale(-value, from, to);
    return { value: -scaled.value, unit: scaled.unit };
  }
  const plain = Number(value);
  for (const type of unitTypes) {
    const source = sniffUnit(type, from);
    if (source === undefined) continue;
    const base = plain * source.factor;
    if (to === 'minimum' || to === 'auto') return autoScale(type, base) ?? { value: base / type.fallback.factor, unit: type.fallback.name };
    const target = sniffUnit(type, to) ?? type.fallback;
    return { value: base / target.factor, unit: target.name };
  }
  const dull = to === 'count' || to === 'sample' || to === 'unit' || to === 'minimum' || to === 'auto';
  return { value: plain, unit: dull ? '' : to };
}

/** The value with its unit: two decimals at most, none when whole. */
export function scaledLabel(value: Amount, from: string, to: string): string {
  const scaled = scale(value, from, to);
  const text = fixed(scaled.value, 2).replace(/\.00$/, '');
  return text === '0' || text === '-0' ? '0' : text + scaled.unit;
}

/** The value in the unit that suits it best. */
export function measurementLabel(value: Amount, from: string): string {
  return scaledLabel(value, from, 'auto');
}

/** The share of a total as pprof prints it, six characters wide at least: `12.34%`, ` 0.5%`, `  100%`. The sign is dropped. */
export function percentage(value: Amount, total: Amount): string {
  const ratio = Number(total) === 0 ? 0 : Math.abs(Number(value) / Number(total)) * 100;
  if (ratio >= 99.95 && ratio <= 100.05) return '  100%';
  if (ratio >= 1) return `${fixed(ratio, 2).padStart(5)}%`;
  return `${general(ratio, 2).padStart(5)}%`;
}

/** True when both units measure the same thing, so that one scales to the other. */
export function unitsCompatible(a: string, b: string): boolean {
  return a === b || unitTypes.some((type) => sniffUnit(type, a) !== undefined && sniffUnit(type, b) !== undefined);
}

/** Go's %.2f. JavaScript rounds a tie up, Go to the even digit; a tie at the third decimal is a multiple of an eighth. */
function fixed(value: number, digits: 2): string {
  const size = Math.abs(value);
  if (size >= 1e21) return `${BigInt(value)}.${'0'.repeat(digits)}`;
  const eighths = (size % 1) * 8;
  return (eighths === 1 || eighths === 5 ? value - Math.sign(value) * 0.005 : value).toFixed(digits);
}

/** Go's %.2g: two digits, without trailing zeros, exponents of two digits at least. */
function general(value: number, digits: 2): string {
  if (value === 0) return '0';
  const [mantissa, exponent] = evenExponential(value, digits - 1).split('e');
  const power = Number(exponent);
  if (power < -4 || power >= digits) return `${trimZeros(mantissa)}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  return trimZeros(Number(`${mantissa}e${power}`).toFixed(digits - 1 - power));
}

/** toExponential with ties to the even digit. Sixty digits hold every tie that a float64 can be at this precision. */
function evenExponential(value: number, digits: number): string {
  const exact = value.toExponential(60);
  const cut = exact.indexOf('.') + 1 + digits;
  const rest = exact.slice(cut, exact.indexOf('e'));
  const even = Number(exact[cut - 1]) % 2 === 0;
  return even && /^50*$/.test(rest) ? exact.slice(0, cut) + exact.slice(exact.indexOf('e')) : value.toExponential(digits);
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function sniffUnit(type: UnitType, name: string): Unit | undefined {
  let alias = name.toLowerCase();
  // Go counts bytes here: a Greek mu makes three of `μs`.
  if (alias.length > 2 || alias === 'μs') alias = alias.replace(/s$/, '');
  return type.units.find((candidate) => candidate.aliases.includes(alias));
}

function autoScale(type: UnitType, value: number): Scaled | undefined {
  let best: Unit | undefined;
  for (const candidate of type.units) {
    if (candidate.factor >= (best?.factor ?? 0) && value / candidate.factor >= 1) best = candidate;
  }
  return best === undefined ? undefined : { value: value / best.factor, unit: best.name };
}
