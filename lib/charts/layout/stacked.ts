import { type Extent, indexAt } from './series';

/** One layer of a stack of areas over common times. */
export interface StackedSeries {
  readonly key: string;
  readonly label: string;
  readonly colour: string;
  /** As many as there are times; negative and missing values count as 0. */
  readonly values: ArrayLike<number>;
}

export interface StackedLayer {
  readonly series: StackedSeries;
  readonly times: number[];
  readonly low: number[];
  readonly high: number[];
}

export interface StackedLayout {
  /** Lowest layer first. */
  readonly layers: readonly StackedLayer[];
  /** Largest sum in the window. */
  readonly max: number;
}

/**
 * Stacks values that hold from each time until the next. Inside the window no more than `pixels` steps remain: the steps of a pixel are
 * joined by their mean, so that the area keeps its meaning (time × count).
 */
export function layoutStacked(series: readonly StackedSeries[], times: ArrayLike<number>, window: Extent, pixels: number): StackedLayout {
  const first = Math.max(0, indexAt(times, window.min));
  const end = Math.min(times.length, indexAt(times, window.max) + 1);
  const group = Math.max(1, Math.ceil((end - first) / Math.max(1, pixels)));
  const layers: StackedLayer[] = series.map((one) => ({ series: one, times: [], low: [], high: [] }));
  let max = 0;
  for (let i = first; i < end; i += group) {
    const stop = Math.min(end, i + group);
    let floor = 0;
    for (const layer of layers) {
      let sum = 0;
      for (let at = i; at < stop; at++) sum += Math.max(0, layer.series.values[at] || 0);
      const top = floor + sum / (stop - i);
      layer.times.push(times[i]);
      layer.low.push(floor);
      layer.high.push(top);
      floor = top;
    }
    max = Math.max(max, floor);
  }
  return { layers, max };
}
