import { measurementLabel } from '../base/units';

/** A share from 0 to 1 in per cent, with a digit after the point below ten. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.0995 ? 1 : 0)} %`;
}

/** Nanoseconds, in the unit that pprof prints them in. */
export function time(ns: number): string {
  return measurementLabel(Math.round(ns), 'nanoseconds');
}

/** Bytes, in the unit that pprof prints them in. */
export function size(bytes: number): string {
  return measurementLabel(Math.round(bytes), 'bytes');
}
