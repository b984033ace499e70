import { firstEndingAfter, type LaneLayer } from '../layout/lanes';
import type { Extent } from '../layout/series';
import { timeTicks } from '../layout/time-ticks';
import { pixelRatio } from '../theme';
import { fill, type Pixels, type RasterLook, rasterLane } from './lane-raster';

/** A row of the chart: a lane with its names. */
export interface LaneRow {
  readonly key: number;
  /** Where its lane stands: the coarsest first. */
  readonly layers: readonly LaneLayer[];
  readonly label: string;
  /** Written over the bar where it is long: the function of a goroutine, the name of a task. */
  readonly name: string;
  readonly pinned?: boolean;
}

/** A wake-up from one row to another. */
export interface LaneArrow {
  readonly time: number;
  readonly ran: number;
  /** Positions among the rows; undefined for a lane that is not shown, −1 for nobody (a timer, the network). */
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/** A stretch of time over all rows. */
export interface LaneBand {
  readonly start: ArrayLike<number>;
  readonly end: ArrayLike<number>;
  readonly colour: string;
}

export interface LanesLook extends RasterLook {
  readonly ink: string;
  readonly dimInk: string;
  /** Colour of a text on a bar, by class. */
  readonly barInk: readonly string[];
  readonly line: string;
  readonly accent: string;
  readonly surface: string;
  readonly font: string;
  readonly charWidth: number;
}

export interface LanesSpec {
  readonly rows: readonly LaneRow[];
  readonly window: Extent;
  readonly width: number;
  readonly height: number;
  /** First pixel shown of the rows. */
  readonly scrollTop: number;
  readonly left: number;
  readonly right: number;
  readonly rowHeight: number;
  /** Names stand in a line of their own above the bar. */
  readonly titled: boolean;
  readonly look: LanesLook;
  readonly bands: readonly LaneBand[];
  readonly arrows: readonly LaneArrow[];
  readonly area?: { readonly from: number; readonly to: number; readonly firstRow: number; readonly lastRow: number };
  readonly marks: readonly number[];
  /** The goroutine whose spans are outlined: its row in the trace. */
  readonly selected?: number;
  /** The row that keys act on. */
  readonly focused?: number;
  /** What is written in a span wide enough for it, in so many letters. */
  readonly spanText: (row: number, layer: LaneLayer, span: number, room: number) => string;
}

/** Height of the axis above the rows. */
export const axisHeight = 20;
const titleHeight = 15;
const padding = 3;

/** Vertical place of a row's bar. */
function barOf(spec: Pick<LanesSpec, 'rowHeight' | 'titled' | 'scrollTop'>, row: number): { top: number; height: number } {
  const above = spec.titled ? titleHeight : padding;
  return { top: axisHeight + row * spec.rowHeight - spec.scrollTop + above, height: spec.rowHeight - above - padding };
}

/** The row at a height of the canvas, or −1. */
export function rowAt(spec: Pick<LanesSpec, 'rowHeight' | 'scrollTop' | 'rows'>, y: number): number {
  if (y < axisHeight) return -1;
  const row = Math.floor((y - axisHeight + spec.scrollTop) / spec.rowHeight);
  return row < spec.rows.length ? row : -1;
}

/** Draws the rows in sight, the axis, and what lies over them. */
export function drawLanes(canvas: HTMLCanvasElement, spec: LanesSpec): void {
  const ratio = pixelRatio();
  const context = fitCanvas(canvas, spec.width, spec.height);
  if (!context) return;
  const { look, window, left } = spec;
  const right = spec.width - spec.right;
  const x = (time: number) => left + ((time - window.min) / (window.max - window.min)) * (right - left);
  const firstRow = Math.max(0, Math.floor(spec.scrollTop / spec.rowHeight));
  const lastRow = Math.min(spec.rows.length - 1, Math.floor((spec.scrollTop + spec.height - axisHeight) / spec.rowHeight));

  const pixels = pixelsFor(Math.max(1, Math.round((right - left) * ratio)), Math.max(1, Math.round((spec.height - axisHeight) * ratio)));
  fill(pixels, 0, pixels.width, 0, pixels.height, look.background);
  for (let row = firstRow; row <= lastRow; row++) {
    const bar = barOf(spec, row);
    const top = Math.round((bar.top - axisHeight) * ratio);
    rasterLane(pixels, top, Math.round(bar.height * ratio), spec.rows[row].key, spec.rows[row].layers, window, look);
  }
  const bytes = new Uint8ClampedArray(pixels.data.buffer as ArrayBuffer, 0, pixels.width * pixels.height * 4);
  context.putImageData(new ImageData(bytes, pixels.width, pixels.height), Math.round(left * ratio), Math.round(axisHeight * ratio));

  context.save();
  context.beginPath();
  context.rect(0, axisHeight, spec.width, spec.height - axisHeight);
  context.clip();
  context.font = look.font;
  context.textBaseline = 'middle';
  for (let row = firstRow; row <= lastRow; row++) drawRow(context, spec, row, x, right);
  context.beginPath();
  context.rect(left, axisHeight, right - left, spec.height - axisHeight);
  context.clip();
  drawBands(context, spec, x);
  drawArea(context, spec, x);
  drawArrows(context, spec, x);
  context.restore();
  drawAxis(context, spec, x, right);
  drawMarks(context, spec, x);
}

function drawRow(context: CanvasRenderingContext2D, spec: LanesSpec, row: number, x: (time: number) => number, right: number): void {
  const { look, left } = spec;
  const { label, name, pinned } = spec.rows[row];
  const bar = barOf(spec, row);
  const bottom = bar.top + bar.height + padding - 0.5;
  context.fillStyle = look.line;
  context.fillRect(0, bottom - 0.5, right, 1);
  context.fillStyle = look.ink;
  if (spec.focused === row) {
    context.fillStyle = look.accent;
    context.fillRect(0, bar.top - (spec.titled ? titleHeight : padding), 3, spec.rowHeight - 1);
  }
  const labelY = spec.titled ? bar.top - titleHeight / 2 : bar.top + bar.height / 2;
  const text = pinned ? `• ${label}` : label;
  if (spec.titled) {
    context.fillText(text, 6, labelY);
    context.fillStyle = look.dimInk;
    const at = 6 + (text.length + 1) * look.charWidth;
    context.fillText(cut(name, Math.floor((right - at) / look.charWidth)), at, labelY);
  } else context.fillText(cut(text, Math.floor((left - 12) / look.charWidth)), 6, labelY);
  drawSpanTexts(context, spec, row, x, right);
}

/** Texts in wide spans, and the outline of the selected goroutine's. */
function drawSpanTexts(context: CanvasRenderingContext2D, spec: LanesSpec, row: number, x: (time: number) => number, right: number): void {
  const { look, left, window } = spec;
  const bar = barOf(spec, row);
  const { key, layers } = spec.rows[row];
  const layer = layers.findLast((one) => one.lanes.has(key));
  const lane = layer?.lanes.get(key);
  if (!layer || !lane) return;
  const least = ((window.max - window.min) / (right - left)) * 44;
  for (let i = firstEndingAfter(lane, window.min); i < lane.start.length && lane.start[i] < window.max; i++) {
    const chosen = lane.goroutine[i] === spec.selected && !spec.titled;
    if (lane.end[i] - lane.start[i] < least && !chosen) continue;
    const x0 = Math.max(left, x(lane.start[i]));
    const x1 = Math.min(right, x(lane.end[i]));
    if (chosen && x1 - x0 >= 2) {
      context.strokeStyle = look.ink;
      context.lineWidth = 1.5;
      context.strokeRect(x0 + 0.5, bar.top + 0.5, Math.max(1, x1 - x0 - 1.5), bar.height - 1);
    }
    const room = Math.floor((x1 - x0 - 8) / look.charWidth);
    if (room < 4) continue;
    context.fillStyle = look.barInk[lane.kind[i]];
    context.fillText(cut(spec.spanText(row, layer, i, room), room), x0 + 4, bar.top + bar.height / 2 + 0.5);
  }
}

function drawBands(context: CanvasRenderingContext2D, spec: LanesSpec, x: (time: number) => number): void {
  const { window } = spec;
  for (const { start, end, colour } of spec.bands) {
    context.fillStyle = colour;
    let drawn = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < start.length && start[i] < window.max; i++) {
      if (end[i] < window.min) continue;
      const x0 = Math.max(x(start[i]), drawn);
      const x1 = Math.max(x(end[i]), x(start[i]) + 1);
      if (x1 <= drawn) continue;
      // A pause narrower than a pixel is a hint, not a bar.
      context.globalAlpha = 0.08 + 0.14 * Math.min(1, x(end[i]) - x(start[i]));
      context.fillRect(x0, axisHeight, x1 - x0, spec.height);
      drawn = x1;
    }
  }
  context.globalAlpha = 1;
}

function drawArea(context: CanvasRenderingContext2D, spec: LanesSpec, x: (time: number) => number): void {
  const { area, look } = spec;
  if (!area) return;
  const top = Math.max(axisHeight, axisHeight + area.firstRow * spec.rowHeight - spec.scrollTop);
  const bottom = axisHeight + (area.lastRow + 1) * spec.rowHeight - spec.scrollTop;
  const x0 = x(area.from);
  const x1 = Math.max(x(area.to), x0 + 1);
  context.fillStyle = look.accent;
  context.globalAlpha = 0.14;
  context.fillRect(x0, top, x1 - x0, bottom - top);
  context.globalAlpha = 1;
  context.strokeStyle = look.accent;
  context.lineWidth = 1;
  context.strokeRect(x0 + 0.5, top + 0.5, x1 - x0 - 1, bottom - top - 1);
}

/** Arrows from the waker to where the woken one runs; a short stub for what comes from or goes to lanes not shown. */
function drawArrows(context: CanvasRenderingContext2D, spec: LanesSpec, x: (time: number) => number): void {
  if (spec.arrows.length === 0) return;
  const { look } = spec;
  const middle = (row: number) => {
    const bar = barOf(spec, row);
    return bar.top + bar.height / 2;
  };
  for (const halo of [true, false]) {
    context.strokeStyle = halo ? look.surface : look.ink;
    context.fillStyle = context.strokeStyle;
    context.lineWidth = halo ? 4 : 1.5;
    for (const { time, ran, from, to } of spec.arrows) {
      const known = from !== undefined && from >= 0;
      if (!known && to === undefined) continue;
      const x0 = x(time);
      const x1 = Number.isNaN(ran) ? x0 : x(ran);
      const y1 = to === undefined ? middle(from ?? 0) - spec.rowHeight * 0.8 : middle(to);
      const y0 = known ? middle(from) : y1 - spec.rowHeight * 0.8;
      context.beginPath();
      context.moveTo(x0, y0);
      const bend = Math.max(8, Math.abs(x1 - x0) / 2);
      context.bezierCurveTo(x0 + (x1 > x0 + 1 ? bend : 0), y0, x1 - (x1 > x0 + 1 ? bend : 0), y1, x1, y1);
      context.stroke();
      if (halo) continue;
      const down = x1 > x0 + 4 ? 0 : y1 > y0 ? 1 : -1;
      context.beginPath();
      context.moveTo(x1, y1);
      if (down === 0) {
        context.lineTo(x1 - 7, y1 - 4);
        context.lineTo(x1 - 7, y1 + 4);
      } else {
        context.lineTo(x1 - 4, y1 - 7 * down);
        context.lineTo(x1 + 4, y1 - 7 * down);
      }
      context.fill();
      context.beginPath();
      context.arc(x0, y0, 2.5, 0, 2 * Math.PI);
      context.fill();
    }
  }
}

function drawAxis(context: CanvasRenderingContext2D, spec: LanesSpec, x: (time: number) => number, right: number): void {
  const { look, left, window } = spec;
  context.font = look.font;
  context.textBaseline = 'middle';
  context.fillStyle = look.line;
  context.fillRect(left, axisHeight - 1, right - left, 1);
  for (const tick of timeTicks(window.min, window.max, Math.max(3, Math.floor((right - left) / 96)))) {
    const at = x(tick.at);
    context.fillStyle = look.line;
    context.fillRect(Math.round(at), axisHeight - 5, 1, 5);
    context.fillStyle = look.dimInk;
    const half = (tick.label.length * look.charWidth) / 2;
    context.fillText(tick.label, Math.min(right - half * 2, Math.max(left, at - half)), axisHeight / 2 - 1);
  }
}

function drawMarks(context: CanvasRenderingContext2D, spec: LanesSpec, x: (time: number) => number): void {
  const { look, marks, window } = spec;
  context.font = look.font;
  context.textBaseline = 'middle';
  marks.forEach((time, i) => {
    if (time < window.min || time > window.max) return;
    const at = Math.round(x(time));
    const text = String(i + 1);
    const width = text.length * look.charWidth + 6;
    context.fillStyle = look.accent;
    context.fillRect(at, 0, 1, spec.height);
    context.fillRect(at, 2, width, 14);
    context.fillStyle = look.surface;
    context.fillText(text, at + 3, 9);
  });
}

/** A text of at most so many letters, its end kept: names tell themselves apart there. */
function cut(text: string, most: number): string {
  if (most < 1) return '';
  return text.length <= most ? text : `…${text.slice(text.length - most + 1)}`;
}

let buffer = new Uint32Array(0);

function pixelsFor(width: number, height: number): Pixels {
  if (buffer.length < width * height) buffer = new Uint32Array(width * height);
  return { data: buffer, width, height };
}

/** Sizes a canvas for the screen's density, clears it and gives its context in CSS pixels. */
function fitCanvas(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | undefined {
  const ratio = pixelRatio();
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
