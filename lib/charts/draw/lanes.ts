/**
 * Lanes of coloured spans on a canvas, for thousands of marks: pauses, phases, states by P or goroutine. Spans of a lane
 * are columns sorted by start and do not overlap.
 */
export interface Lane {
  readonly label: string;
  readonly start: ArrayLike<number>;
  readonly end: ArrayLike<number>;
  /** Index in `colours` of the spec. */
  readonly colour: ArrayLike<number>;
}

export interface LanesSpec {
  readonly lanes: readonly Lane[];
  readonly colours: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly width: number;
  readonly laneHeight: number;
  readonly gap: number;
  /** Width kept at the left for labels. */
  readonly left: number;
  readonly ink: string;
  readonly font: string;
}

/** Index of the first span that ends after `time`. */
export function firstSpan(lane: Lane, time: number): number {
  let low = 0;
  let high = lane.end.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (lane.end[middle] > time) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Draws every lane. Spans below a pixel are drawn as one pixel, and the spans hidden behind it are jumped over. */
export function drawLanes(canvas: HTMLCanvasElement, spec: LanesSpec): void {
  const context = fitCanvas(canvas, spec.width, spec.lanes.length * (spec.laneHeight + spec.gap));
  if (!context) return;
  const scale = (spec.width - spec.left) / (spec.to - spec.from);
  context.font = spec.font;
  context.textBaseline = 'middle';
  spec.lanes.forEach((lane, row) => {
    const y = row * (spec.laneHeight + spec.gap);
    context.fillStyle = spec.ink;
    context.fillText(lane.label, 0, y + spec.laneHeight / 2, spec.left - 8);
    let at = firstSpan(lane, spec.from);
    while (at < lane.start.length && lane.start[at] < spec.to) {
      const x0 = spec.left + Math.max(0, (lane.start[at] - spec.from) * scale);
      const x1 = spec.left + (Math.min(lane.end[at], spec.to) - spec.from) * scale;
      context.fillStyle = spec.colours[lane.colour[at]];
      context.fillRect(x0, y, Math.max(1, x1 - x0), spec.laneHeight);
      at = x1 - x0 >= 1 ? at + 1 : Math.max(at + 1, firstSpan(lane, spec.from + (x0 + 1 - spec.left) / scale));
    }
  });
}

/** The span under a point of the canvas, in CSS pixels. */
export function spanAt(spec: LanesSpec, x: number, y: number): { lane: number; span: number } | undefined {
  const lane = Math.floor(y / (spec.laneHeight + spec.gap));
  if (lane < 0 || lane >= spec.lanes.length || x < spec.left) return undefined;
  const perPixel = (spec.to - spec.from) / (spec.width - spec.left);
  const time = spec.from + (x - spec.left) * perPixel;
  // A span is drawn at least a pixel wide: it may be hit up to a pixel after its end.
  const span = firstSpan(spec.lanes[lane], time - perPixel);
  return span < spec.lanes[lane].start.length && spec.lanes[lane].start[span] <= time ? { lane, span } : undefined;
}

/** Sizes a canvas for the screen's density, clears it and gives its context in CSS pixels. */
export function fitCanvas(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | undefined {
  const ratio = globalThis.devicePixelRatio || 1;
  const deviceWidth = Math.max(1, Math.round(width * ratio));
  const deviceHeight = Math.max(1, Math.round(height * ratio));
  if (canvas.width !== deviceWidth) canvas.width = deviceWidth;
  if (canvas.height !== deviceHeight) canvas.height = deviceHeight;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext('2d') ?? undefined;
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  context?.clearRect(0, 0, width, height);
  return context;
}
