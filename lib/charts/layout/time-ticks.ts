import { formatDuration } from '../format';
import { niceStep } from './histogram';

const second = 1e9;
/** Steps above a second follow the clock, not the decimal system. */
const clockSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21600, 86400].map((s) => s * second);

export interface TimeTick {
  /** ns from the axis's zero. */
  readonly at: number;
  readonly label: string;
}

/** Ticks of an axis of offsets in ns, at most `most` of them, on round steps; all labels share the unit of the step. */
export function timeTicks(from: number, to: number, most: number): TimeTick[] {
  const span = to - from;
  if (!(span > 0) || most < 1) return [];
  const least = span / most;
  const step = least < second ? niceStep(least) : (clockSteps.find((s) => s >= least) ?? niceStep(least));
  const ticks: TimeTick[] = [];
  for (let i = Math.ceil(from / step); i * step <= to && ticks.length <= most + 1; i++) {
    const at = i * step;
    ticks.push({ at, label: at === 0 ? '0' : tickLabel(at, step) });
  }
  return ticks;
}

function tickLabel(at: number, step: number): string {
  const unit: readonly [number, string] =
    step >= 60 * second
      ? [60 * second, 'min']
      : at >= second
        ? [second, 's']
        : at >= 1e6
          ? [1e6, 'ms']
          : at >= 1e3
            ? [1e3, 'µs']
            : [1, 'ns'];
  const decimals = Math.max(0, Math.ceil(-Math.log10(step / unit[0]) - 1e-9));
  if (decimals > 6) return formatDuration(at);
  return `${(at / unit[0]).toFixed(decimals)}${unit[1]}`;
}
