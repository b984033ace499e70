/** One bar to the left or the right of zero. */
export interface DivergingDatum {
  readonly key: string;
  readonly label: string;
  /** Signed amount; the bar's length. */
  readonly change: number;
  /** What stands at the bar's end, sign included. */
  readonly text: string;
  /** Both values, e.g. `4.2MB → 1MB`. */
  readonly values: string;
  /** False for a change that counts for nothing: drawn grey. */
  readonly told?: boolean;
}

export interface DivergingPlace extends DivergingDatum {
  readonly y: number;
  /** Left edge and width of the bar. */
  readonly x: number;
  readonly width: number;
  /** True where the amount goes beyond the scale. */
  readonly cut: boolean;
}

export interface DivergingLayout {
  readonly rows: readonly DivergingPlace[];
  readonly zero: number;
  readonly height: number;
}

/**
 * Bars around one zero line, in the order given. The scale ends at the largest amount or at `most`; a side on which nothing lies takes no
 * room but for the text. `left` and `right` bound the bars.
 */
export function layoutDiverging(
  data: readonly DivergingDatum[],
  box: { readonly left: number; readonly right: number; readonly rowHeight: number; readonly most?: number },
): DivergingLayout {
  const cap = box.most ?? Number.POSITIVE_INFINITY;
  let less = 0;
  let more = 0;
  for (const { change } of data) {
    less = Math.max(less, Math.min(cap, -change));
    more = Math.max(more, Math.min(cap, change));
  }
  const span = Math.max(1, box.right - box.left);
  const sum = less + more;
  const scale = sum > 0 ? span / sum : 0;
  const zero = sum > 0 ? box.left + less * scale : box.left;
  const rows = data.map((datum, row) => {
    const amount = Math.max(-cap, Math.min(cap, datum.change));
    const width = amount === 0 ? 0 : Math.max(1, Math.abs(amount) * scale);
    return { ...datum, y: row * box.rowHeight, x: amount < 0 ? zero - width : zero, width, cut: Math.abs(datum.change) > cap };
  });
  return { rows, zero, height: data.length * box.rowHeight };
}
