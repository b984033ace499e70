/** The part of a flame graph's width that is on show, as parts of the root's width. Pure. */
export interface Span {
  readonly x0: number;
  readonly x1: number;
}

export const wholeSpan: Span = { x0: 0, x1: 1 };

/** Narrower than this the edges of frames, which are float64, would no longer tell themselves apart. */
const narrowest = 1e-12;

/** The span that fills the canvas with a frame; one too narrow to see gets what lies around it. */
export function spanOf(x0: number, x1: number): Span {
  return clamp(x0, Math.max(x1 - x0, narrowest));
}

/** Zooms by a factor (below 1: nearer) about a place, 0 at the left edge of the canvas and 1 at the right. */
export function zoomSpan(span: Span, factor: number, at = 0.5): Span {
  const before = span.x1 - span.x0;
  const after = Math.min(1, Math.max(narrowest, before * factor));
  return clamp(span.x0 + before * at - after * at, after);
}

/** Moves by parts of the canvas's width. */
export function panSpan(span: Span, by: number): Span {
  const width = span.x1 - span.x0;
  return clamp(span.x0 + by * width, width);
}

function clamp(x0: number, width: number): Span {
  const from = Math.min(1 - width, Math.max(0, x0));
  return { x0: from, x1: Math.min(1, from + width) };
}

/** First level on show so that `level` is, of `rows` that fit: moving no more than needed, or, with `before`, so that as many levels stand ahead of it. */
export function levelInView(first: number, level: number, rows: number, levels: number, before?: number): number {
  const last = Math.max(0, levels - rows);
  if (level >= first && level < first + rows) return Math.min(first, last);
  const least = level < first ? level : level - rows + 1;
  return Math.min(last, Math.max(0, before === undefined ? least : Math.max(level - rows + 1, level - before)));
}
