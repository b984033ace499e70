import { type Lane, spanClasses } from '../../model/lanes';
import { columnShares, firstEndingAfter, type LaneLayer } from '../layout/lanes';
import type { Extent } from '../layout/series';

/** A picture as 32-bit pixels, in the byte order of ImageData on this machine. */
export interface Pixels {
  readonly data: Uint32Array;
  readonly width: number;
  readonly height: number;
}

export interface RasterLook {
  /** Pixel colours by class, then a lighter one for every second neighbour that runs. */
  readonly colours: Uint32Array;
  /** The same, for what a filter leaves out. */
  readonly dim: Uint32Array;
  readonly background: number;
  /** 1 by class that the filter leaves out. */
  readonly hidden: Uint8Array;
  /** Rows of the goroutines that a search matches; all where undefined. */
  readonly matches: ReadonlySet<number> | undefined;
}

const kinds = spanClasses.length;
/** Position of the lighter colour in `colours`. */
export const lighter = kinds;
let shares = new Float32Array(0);

/** Draws a lane into rows [top, top + height): what the coarser layers know, then the finer ones over it. */
export function rasterLane(
  pixels: Pixels,
  top: number,
  height: number,
  key: number,
  layers: readonly LaneLayer[],
  window: Extent,
  look: RasterLook,
): void {
  const y0 = Math.max(0, top);
  const y1 = Math.min(pixels.height, top + height);
  if (y1 <= y0) return;
  const perPixel = (window.max - window.min) / pixels.width;
  for (const layer of layers) {
    const lane = layer.lanes.get(key);
    if (!lane && !layer.all) continue;
    const first = Math.max(0, Math.floor((layer.from - window.min) / perPixel));
    const end = Math.min(pixels.width, Math.ceil((Math.min(layer.to, layer.readTo) - window.min) / perPixel));
    if (end <= first) continue;
    fill(pixels, first, end, y0, y1, look.background);
    if (!lane) continue;
    drawShares(pixels, top, height, lane, layer, window, first, end, look);
    drawSpans(pixels, y0, y1, lane, window, first, end, look);
  }
}

function drawShares(
  pixels: Pixels,
  top: number,
  height: number,
  lane: Lane,
  layer: LaneLayer,
  window: Extent,
  first: number,
  end: number,
  look: RasterLook,
): void {
  if (lane.bucket.length === 0) return;
  if (shares.length < pixels.width * kinds) shares = new Float32Array(pixels.width * kinds);
  shares.fill(0, first * kinds, end * kinds);
  columnShares(lane, layer, window, pixels.width, first, end, shares);
  for (let x = first; x < end; x++) {
    let stacked = 0;
    for (let kind = 0; kind < kinds; kind++) {
      const share = shares[x * kinds + kind];
      if (share === 0) continue;
      const bottom = top + height - Math.round(stacked * height);
      stacked = Math.min(1, stacked + share);
      // What was there for a moment only is still seen.
      const above = Math.min(bottom - 1, top + height - Math.round(stacked * height));
      const colour = (layer.rough || look.hidden[kind] || look.matches ? look.dim : look.colours)[kind];
      fill(pixels, x, x + 1, Math.max(0, above, top), Math.min(pixels.height, bottom), colour);
    }
  }
}

function drawSpans(pixels: Pixels, y0: number, y1: number, lane: Lane, window: Extent, first: number, end: number, look: RasterLook): void {
  const perPixel = (window.max - window.min) / pixels.width;
  const until = window.min + end * perPixel;
  let alternate = 0;
  for (let i = firstEndingAfter(lane, window.min + first * perPixel); i < lane.start.length && lane.start[i] < until; i++) {
    const x0 = Math.max(first, Math.round((lane.start[i] - window.min) / perPixel));
    const x1 = Math.min(end, Math.max(x0 + 1, Math.round((lane.end[i] - window.min) / perPixel)));
    const kind = lane.kind[i];
    // Neighbours on a P or thread differ a little, whatever part of the lane is shown.
    if (i > 0 && lane.goroutine[i - 1] !== lane.goroutine[i]) alternate = lane.goroutine[i] & 1;
    const out = look.hidden[kind] === 1 || (look.matches !== undefined && !look.matches.has(lane.goroutine[i]));
    const colour = (out ? look.dim : look.colours)[kind === 0 && alternate === 1 ? lighter : kind];
    fill(pixels, x0, x1 - x0 > 3 ? x1 - 1 : x1, y0, y1, colour);
  }
}

/** Fills [x0, x1) × [y0, y1). */
export function fill({ data, width }: Pixels, x0: number, x1: number, y0: number, y1: number, colour: number): void {
  if (x1 - x0 > 12) {
    for (let y = y0; y < y1; y++) data.fill(colour, y * width + x0, y * width + x1);
    return;
  }
  // A call for each row of a column costs more than the column.
  for (let y = y0; y < y1; y++) {
    const end = y * width + x1;
    for (let at = y * width + x0; at < end; at++) data[at] = colour;
  }
}

/** A colour as a pixel, opaque: red is the first byte in memory. */
export function pixelOf(red: number, green: number, blue: number): number {
  return littleEndian ? ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0 : ((red << 24) | (green << 16) | (blue << 8) | 255) >>> 0;
}

const littleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
