/** A column of a chart whose places on the axis are ranges with names, e.g. sizes of objects. */
export interface ColumnDatum {
  readonly key: string;
  /** Stands below the column. */
  readonly label: string;
  readonly value: number;
  readonly colour: string;
}

/** Every how many-th label is drawn, so that none touches the next; each needs the width of its own letters. */
export function labelStep(labels: readonly string[], span: number, charWidth: number): number {
  const widest = labels.reduce((most, label) => Math.max(most, label.length), 0) * charWidth + 8;
  const each = span / Math.max(1, labels.length);
  return Math.max(1, Math.ceil(widest / Math.max(1, each)));
}
