/** One bar of a horizontal bar chart. */
export interface BarDatum {
  readonly key: string;
  readonly label: string;
  readonly value: number;
  /** CSS colour or variable; the chart's own where left out. */
  readonly colour?: string;
}

export interface BarPlace extends BarDatum {
  /** Part of the sum of all values, those cut off too. */
  readonly share: number;
  readonly y: number;
  readonly width: number;
}

export interface BarLayout {
  readonly bars: readonly BarPlace[];
  readonly height: number;
  readonly rowHeight: number;
  /** How many data did not get a bar, and what they add up to. */
  readonly cut: { readonly count: number; readonly value: number };
}

/** Bars by falling value, the `limit` largest, one row each; `span` is the width of the largest. */
export function layoutBars(data: readonly BarDatum[], options: { span: number; limit: number; rowHeight: number }): BarLayout {
  const sorted = [...data].sort((a, b) => b.value - a.value || (a.label < b.label ? -1 : 1));
  const sum = sorted.reduce((total, datum) => total + datum.value, 0);
  const largest = Math.max(0, sorted[0]?.value ?? 0);
  const kept = sorted.slice(0, options.limit);
  const bars = kept.map((datum, row) => ({
    ...datum,
    share: sum > 0 ? datum.value / sum : 0,
    y: row * options.rowHeight,
    width: largest > 0 ? Math.max(datum.value > 0 ? 1 : 0, (datum.value / largest) * options.span) : 0,
  }));
  const cutValue = sorted.slice(options.limit).reduce((total, datum) => total + datum.value, 0);
  return {
    bars,
    height: kept.length * options.rowHeight,
    rowHeight: options.rowHeight,
    cut: { count: sorted.length - kept.length, value: cutValue },
  };
}
