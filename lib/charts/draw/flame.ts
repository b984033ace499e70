import { rgb } from 'd3';
import { eachVisible, type FlameLayout, levelOf } from '../layout/flame';

export const frameHeight = 18;

export interface FlameSpec {
  readonly layout: FlameLayout;
  /** Index in `palette` by node. */
  readonly colour: ArrayLike<number>;
  readonly palette: readonly string[];
  /** Name shown in a frame, by node. */
  readonly label: (node: number) => string;
  /** The part of the root's width that is shown. */
  readonly x0: number;
  readonly x1: number;
  readonly width: number;
  readonly height: number;
  /** Level at the root's edge of the canvas. */
  readonly firstLevel: number;
  /** True: the root stands at the bottom. */
  readonly upward: boolean;
  /** 1 where the node matches the search; everything else is dimmed. */
  readonly matches?: Uint8Array;
  /** Positions with an outline, -1 for none. */
  readonly hover: number;
  readonly focus: number;
  readonly colours: {
    readonly ink: string;
    readonly dimInk: string;
    readonly focus: string;
    readonly match: string;
    /** What the canvas stands on: gaps, and what dimmed frames fade to. */
    readonly surface: string;
  };
  readonly font: string;
  readonly charWidth: number;
}

/** How much of its colour a dimmed frame keeps. */
const dimmed = 0.28;

/** Labels need room for this many characters. */
const fewestChars = 3;

/** Pixels of each canvas, kept between frames. */
const buffers = new WeakMap<HTMLCanvasElement, ImageData>();

/**
 * Draws the frames at least half a pixel wide and gives their number. Rectangles are written into a pixel buffer, whose
 * cost follows the area alone: tens of thousands of canvas calls with changing colours would not fit into a frame.
 * Only labels and outlines are drawn by the canvas.
 */
export function drawFlame(canvas: HTMLCanvasElement, spec: FlameSpec): number {
  const ratio = globalThis.devicePixelRatio || 1;
  const width = Math.max(1, Math.round(spec.width * ratio));
  const height = Math.max(1, Math.round(spec.height * ratio));
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) return 0;
  let image = buffers.get(canvas);
  if (image?.width !== width || image.height !== height) {
    image = context.createImageData(width, height);
    buffers.set(canvas, image);
  }
  const pixels = new Uint32Array(image.data.buffer);
  const full = spec.palette.map((colour) => pack(colour));
  const faint = spec.palette.map((colour) => pack(colour, spec.colours.surface));
  const match = pack(spec.colours.match);
  pixels.fill(pack(spec.colours.surface));

  const row = Math.round(frameHeight * ratio);
  const gap = Math.max(1, Math.round(ratio));
  const labels: { node: number; x: number; y: number; chars: number; dim: boolean }[] = [];
  const rows = Math.ceil(spec.height / frameHeight);
  const view = { x0: spec.x0, x1: spec.x1, width: spec.width, firstLevel: spec.firstLevel, endLevel: spec.firstLevel + rows };
  let drawn = 0;
  eachVisible(spec.layout, view, 0.5, (position, level, left, right) => {
    drawn++;
    const node = spec.layout.node[position];
    const y = frameY(spec, level);
    const dim = spec.matches !== undefined && spec.matches[node] === 0;
    const x = Math.max(0, left);
    const end = Math.min(spec.width, right);
    const from = Math.round(x * ratio);
    // A frame below two pixels has no gap at its right; it keeps at least one pixel.
    const to = Math.max(from + 1, Math.round(end * ratio) - (end - x > 2 ? gap : 0));
    const top = Math.round(y * ratio);
    fill(pixels, width, height, from, to, top, top + row - gap, dim ? faint[spec.colour[node]] : full[spec.colour[node]]);
    if (spec.matches !== undefined && !dim) fill(pixels, width, height, from, to, top + row - gap - 3 * gap, top + row - gap, match);
    const chars = Math.floor((end - x - 8) / spec.charWidth);
    if (chars >= fewestChars) labels.push({ node, x, y, chars, dim });
  });
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.putImageData(image, 0, 0);

  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.font = spec.font;
  context.textBaseline = 'middle';
  for (const dim of [false, true]) {
    context.fillStyle = dim ? spec.colours.dimInk : spec.colours.ink;
    for (const label of labels) {
      if (label.dim !== dim) continue;
      const name = spec.label(label.node);
      const text = name.length > label.chars ? `${name.slice(0, label.chars - 1)}…` : name;
      context.fillText(text, label.x + 4, label.y + (frameHeight - 1) / 2 + 0.5);
    }
  }
  outline(context, spec, spec.hover, spec.colours.ink, 1);
  outline(context, spec, spec.focus, spec.colours.focus, 2);
  return drawn;
}

/** Top edge of a level in CSS pixels. */
export function frameY(spec: Pick<FlameSpec, 'height' | 'firstLevel' | 'upward'>, level: number): number {
  const row = level - spec.firstLevel;
  return spec.upward ? spec.height - (row + 1) * frameHeight : row * frameHeight;
}

/** Level under a height of the canvas. */
export function levelAt(spec: Pick<FlameSpec, 'height' | 'firstLevel' | 'upward'>, y: number): number {
  return spec.firstLevel + Math.floor((spec.upward ? spec.height - y : y) / frameHeight);
}

/** Fills a rectangle of the buffer, clipped to it. */
function fill(
  pixels: Uint32Array,
  width: number,
  height: number,
  left: number,
  right: number,
  top: number,
  bottom: number,
  colour: number,
): void {
  const x0 = Math.max(0, left);
  const x1 = Math.min(width, right);
  if (x1 <= x0) return;
  for (let y = Math.max(0, top); y < Math.min(height, bottom); y++) pixels.fill(colour, y * width + x0, y * width + x1);
}

/** A CSS colour as one pixel of an ImageData; with a ground, faded to it. Every engine runs on little-endian machines. */
function pack(colour: string, ground?: string): number {
  const own = rgb(colour);
  if (ground !== undefined) {
    const under = rgb(ground);
    own.r = own.r * dimmed + under.r * (1 - dimmed);
    own.g = own.g * dimmed + under.g * (1 - dimmed);
    own.b = own.b * dimmed + under.b * (1 - dimmed);
  }
  return ((255 << 24) | (Math.round(own.b) << 16) | (Math.round(own.g) << 8) | Math.round(own.r)) >>> 0;
}

function outline(context: CanvasRenderingContext2D, spec: FlameSpec, position: number, colour: string, width: number): void {
  if (position < 0) return;
  const scale = spec.width / (spec.x1 - spec.x0);
  const left = Math.max(0, (spec.layout.x0[position] - spec.x0) * scale);
  const right = Math.min(spec.width, (spec.layout.x1[position] - spec.x0) * scale);
  if (right <= left) return;
  context.strokeStyle = colour;
  context.lineWidth = width;
  const y = frameY(spec, levelOf(spec.layout, position));
  context.strokeRect(left + width / 2, y + width / 2, Math.max(1, right - left - width - 0.5), frameHeight - 1 - width);
}
