import { firstAbove, firstAtLeast } from '../../base/search';
import { type Lane, type LaneSet, spanClasses } from '../../model/lanes';
import type { Extent } from './series';

/** Lanes of one answer, found by key. Finer layers are drawn over coarser ones. */
export interface LaneLayer {
  readonly from: number;
  readonly to: number;
  readonly step: number;
  /** Up to where it holds anything. */
  readonly readTo: number;
  readonly lanes: ReadonlyMap<number, Lane>;
  readonly reasons: readonly string[];
  /** A key without a lane had nothing to show; otherwise it was not asked for. */
  readonly all: boolean;
  /** An average that stands in until the lane itself was read. */
  readonly rough?: boolean;
}

/** The mean use of all Ps, as lanes of each of them: `used` counts Ps in use by steps of `step` ns. */
export function roughLayer(procs: number, from: number, step: number, used: ArrayLike<number>): LaneLayer {
  const count = used.length;
  const columns = {
    name: '',
    start: new Float64Array(0),
    end: new Float64Array(0),
    kind: new Uint8Array(0),
    goroutine: new Int32Array(0),
    reason: new Uint32Array(0),
    bucket: Uint32Array.from({ length: count }, (_, i) => i),
    bucketKind: new Uint8Array(count),
    share: Float32Array.from({ length: count }, (_, i) => Math.min(1, used[i] / procs)),
  };
  const lanes = new Map(Array.from({ length: procs }, (_, key) => [key, { ...columns, key, label: `P ${key}` }]));
  const to = from + count * step;
  return { from, to, step, readTo: to, lanes, reasons: [], all: false, rough: true };
}

export function layerOf(set: LaneSet, all: boolean): LaneLayer {
  return { ...set, lanes: new Map(set.lanes.map((lane) => [lane.key, lane])), all };
}

/** Position of the first span that ends after a time. */
export function firstEndingAfter(lane: Pick<Lane, 'end'>, time: number): number {
  return firstAbove(lane.end, time);
}

/** Position of the first share at a step or after it. */
function firstBucket(lane: Pick<Lane, 'bucket'>, step: number): number {
  return firstAtLeast(lane.bucket, step);
}

/** What stands at a time of a lane. */
export type LaneHit =
  | { readonly kind: 'span'; readonly layer: LaneLayer; readonly lane: Lane; readonly span: number }
  | {
      readonly kind: 'shares';
      readonly from: number;
      readonly to: number;
      /** 0 … 1 by class, largest first. */
      readonly shares: readonly (readonly [kind: number, share: number])[];
    };

/** The finest thing known at a time; `slack` ns at either side count for spans drawn wider than they are. */
export function hitLane(layers: readonly LaneLayer[], key: number, time: number, slack: number): LaneHit | undefined {
  for (let i = layers.length - 1; i >= 0; i--) {
    const layer = layers[i];
    if (layer.rough || time < layer.from || time >= Math.min(layer.to, layer.readTo)) continue;
    const lane = layer.lanes.get(key);
    if (!lane) {
      if (layer.all) return undefined;
      continue;
    }
    for (const reach of [0, slack]) {
      const span = firstEndingAfter(lane, time - reach);
      if (span < lane.start.length && lane.start[span] <= time + reach) return { kind: 'span', layer, lane, span };
    }
    const step = Math.floor((time - layer.from) / layer.step);
    const shares: [number, number][] = [];
    for (let at = firstBucket(lane, step); at < lane.bucket.length && lane.bucket[at] === step; at++) {
      shares.push([lane.bucketKind[at], lane.share[at]]);
    }
    if (shares.length === 0) return undefined;
    shares.sort((a, b) => b[1] - a[1]);
    return { kind: 'shares', from: layer.from + step * layer.step, to: layer.from + (step + 1) * layer.step, shares };
  }
  return undefined;
}

const kinds = spanClasses.length;

/**
 * Shares of a lane by pixel column and class, 0 … 1 each: `out` holds width × classes, and is added to. `window` fills the width; only columns from
 * `first` to `end` are touched.
 */
export function columnShares(
  lane: Lane,
  layer: Pick<LaneLayer, 'from' | 'step'>,
  window: Extent,
  width: number,
  first: number,
  end: number,
  out: Float32Array,
): void {
  const perPixel = (window.max - window.min) / width;
  const begin = firstBucket(lane, Math.floor((window.min + first * perPixel - layer.from) / layer.step));
  const until = window.min + end * perPixel;
  for (let at = begin; at < lane.bucket.length; at++) {
    const left = layer.from + lane.bucket[at] * layer.step;
    if (left >= until) break;
    const x0 = Math.max(first, (left - window.min) / perPixel);
    const x1 = Math.min(end, (left + layer.step - window.min) / perPixel);
    const share = lane.share[at];
    const kind = lane.bucketKind[at];
    for (let x = Math.floor(x0); x < x1; x++) {
      out[x * kinds + kind] += share * (Math.min(x1, x + 1) - Math.max(x0, x));
    }
  }
}
