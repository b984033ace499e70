import { rgb } from 'd3';
import { eachVisible, type FlameLayout, levelOf } from '../layout/flame';
import { pixelRatio } from '../theme';

export const frameHeight = 18;

/** What a frame of a comparison says beside its colour: more or less than before, or only on one side. */
export const changeMarks = { none: 0, more: 1, less: 2, added: 3, gone: 4 } as const;

/** Signs before a frame's label, by `changeMarks`. */
const changeSigns = ['', '▲ ', '▼ ', '✚ ', '✕ '] as const;

export interface FlameSpec {
  readonly layout: FlameLayout;
  /** Index in `palette` by node. */
  readonly colour: ArrayLike<number>;
  readonly palette: readonly string[];
  /** What is written and marked on each colour of the palette; `colours.ink` by default. */
  readonly inks?: readonly string[];
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
  /** One of `changeMarks` by node: a line on the upper edge for more, on the lower for less, thick where only one side has it. */
  readonly marks?: Uint8Array;
  /** 1 where the node is pinned: lines on both edges. */
  readonly pinned?: Uint8Array;
  /** Positions with an outline, -1 for none. */
  readonly hover: number;
  readonly focus: number;
  readonly colours: FlameColours;
  readonly font: string;
  readonly charWidth: number;
}

export interface FlameColours {
  readonly ink: string;
  readonly dimInk: string;
  readonly focus: string;
  readonly match: string;
  /** `ink` by default. */
  readonly pin?: string;
  /** What the canvas stands on: gaps, and what dimmed frames fade to. */
  readonly surface: string;
}

/** How much of its colour a dimmed frame keeps. */
const dimmed = 0.28;

/** Labels need room for this many characters. */
const fewestChars = 3;

/** Pixels of each canvas, kept between frames. */
const buffers = new WeakMap<HTMLCanvasElement, ImageData>();

/** Thickness of the lines on a frame's edges, in CSS pixels. */
const edge = { change: 1.5, oneSided: 3, match: 3, pin: 3 };
const thickest = 3;

/** Narrower frames carry no mark of their change: it could not be told from its neighbours'. */
const narrowestMarked = 1.5;

/**
 * Draws the frames at least half a pixel wide and gives their number; narrower ones that lie together are a patch in the colour of the
 * first. A level is written as one line of pixels, which is then copied: the cost follows the area, not the frames, of which there may
 * be a hundred thousand in sight. Only labels and outlines are drawn by the canvas.
 */
export function drawFlame(canvas: HTMLCanvasElement, spec: FlameSpec): number {
  const ratio = pixelRatio();
  const width = Math.max(1, Math.round(spec.width * ratio));
  const height = Math.max(1, Math.round(spec.height * ratio));
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) return 0;
  let image = buffers.get(canvas);
  if (image?.width !== width || image.height !== height) {
    image = context.createImageData(width, height);
    buffers.set(canvas, image);
  }
  const pixels = new Uint32Array(image.data.buffer);
  const full = spec.palette.map((colour) => pack(colour));
  const faint = spec.palette.map((colour) => pack(colour, spec.colours.surface));
  const inkOf = (node: number): string => spec.inks?.[spec.colour[node]] ?? spec.colours.ink;
  const [surface, ink, match, pin] = [spec.colours.surface, spec.colours.ink, spec.colours.match, spec.colours.pin ?? spec.colours.ink].map(
    (one) => pack(one),
  );

  const gap = Math.max(1, Math.round(ratio));
  const most = Math.round(thickest * ratio);
  const bar = Math.round(frameHeight * ratio) - gap;
  const body = new Uint32Array(width);
  const ground = new Uint32Array(width).fill(surface);
  // What is drawn over the body along a frame's edges: whether at the upper, thickness in pixels, from, to, colour.
  const edges: [upper: boolean, thickness: number, from: number, to: number, colour: number][] = [];
  const edged = new Uint32Array(width);
  const labels: { node: number; x: number; y: number; chars: number; ink: string }[] = [];
  let open = -1;
  // Lines of pixels written so far: what no level covers is filled in the end.
  const written = new Uint8Array(height);
  const flush = (): void => {
    if (open < 0) return;
    const top = Math.round(frameY(spec, open) * ratio);
    for (let line = 0; line < bar; line++) {
      const y = top + line;
      if (y < 0 || y >= height) continue;
      let source = body;
      const near = line < most || bar - 1 - line < most;
      for (const [upper, thickness, from, to, colour] of near ? edges : []) {
        if ((upper ? line : bar - 1 - line) >= thickness) continue;
        if (source === body) {
          edged.set(body);
          source = edged;
        }
        edged.fill(colour, from, to);
      }
      pixels.set(source, y * width);
      written[y] = 1;
    }
    edges.length = 0;
  };
  const edgeOf = (upper: boolean, thickness: number, from: number, to: number, colour: number): void => {
    edges.push([upper, Math.min(bar, Math.round(thickness * ratio)), from, to, colour]);
  };
  const rows = Math.ceil(spec.height / frameHeight);
  const view = { x0: spec.x0, x1: spec.x1, width: spec.width, firstLevel: spec.firstLevel, endLevel: spec.firstLevel + rows };
  let drawn = 0;
  const turnTo = (level: number): void => {
    if (level === open) return;
    flush();
    open = level;
    body.fill(surface);
  };
  const paint = (colour: number, from: number, to: number): void => {
    // Most frames in sight of a large tree are a pixel wide: a call of fill for each would cost more than all else.
    if (to - from > 8) body.fill(colour, from, to);
    else for (let x = from; x < to && x < width; x++) body[x] = colour;
  };
  const one = (position: number, level: number, left: number, right: number): void => {
    drawn++;
    turnTo(level);
    const node = spec.layout.node[position];
    const dim = spec.matches !== undefined && spec.matches[node] === 0;
    const x = Math.max(0, left);
    const end = Math.min(spec.width, right);
    const from = Math.round(x * ratio);
    // A frame below two pixels has no gap at its right; it keeps at least one pixel.
    const to = Math.max(from + 1, Math.round(end * ratio) - (end - x > 2 ? gap : 0));
    const colour = dim ? faint[spec.colour[node]] : full[spec.colour[node]];
    paint(colour, from, to);
    const mark = spec.marks === undefined || dim ? changeMarks.none : spec.marks[node];
    if (mark !== changeMarks.none && end - x >= narrowestMarked) {
      const isMore = mark === changeMarks.more || mark === changeMarks.added;
      const isOneSided = mark === changeMarks.added || mark === changeMarks.gone;
      edgeOf(isMore, isOneSided ? edge.oneSided : edge.change, from, to, ink);
    }
    if (spec.matches !== undefined && !dim) edgeOf(false, edge.match, from, to, match);
    if (spec.pinned?.[node] === 1) {
      edgeOf(true, edge.pin, from, to, pin);
      edgeOf(false, edge.pin, from, to, pin);
    }
    const chars = Math.floor((end - x - 8) / spec.charWidth);
    if (chars >= fewestChars) labels.push({ node, x, y: frameY(spec, level), chars, ink: dim ? spec.colours.dimInk : inkOf(node) });
  };
  const crowd = (position: number, level: number, left: number, right: number): void => {
    turnTo(level);
    const node = spec.layout.node[position];
    const dim = spec.matches !== undefined && spec.matches[node] === 0;
    const from = Math.round(Math.max(0, left) * ratio);
    paint((dim ? faint : full)[spec.colour[node]], from, Math.max(from + 1, Math.round(Math.min(spec.width, right) * ratio)));
  };
  eachVisible(spec.layout, view, 0.5, one, crowd);
  flush();
  for (let y = 0; y < height; y++) if (written[y] === 0) pixels.set(ground, y * width);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.putImageData(image, 0, 0);

  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.font = spec.font;
  context.textBaseline = 'middle';
  // A canvas is quicker with one colour at a time.
  for (const ink of new Set(labels.map((label) => label.ink))) {
    context.fillStyle = ink;
    for (const label of labels) {
      if (label.ink !== ink) continue;
      context.fillText(fittingLabel(spec, label.node, label.chars), label.x + 4, label.y + (frameHeight - 1) / 2 + 0.5);
    }
  }
  outline(context, spec, spec.hover, spec.colours.ink, 1);
  outline(context, spec, spec.focus, spec.colours.focus, 2);
  return drawn;
}

/** The label with its sign, cut to the characters that there is room for. */
function fittingLabel(spec: Pick<FlameSpec, 'label' | 'marks'>, node: number, chars: number): string {
  const name = changeSigns[spec.marks?.[node] ?? 0] + spec.label(node);
  return name.length > chars ? `${name.slice(0, chars - 1)}…` : name;
}

/** The same picture as an SVG that stands alone: what the canvas shows, frame by frame. */
export function flameSvg(spec: FlameSpec): string {
  const parts: string[] = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${spec.width}" height="${spec.height}" viewBox="0 0 ${spec.width} ${spec.height}" font-family="monospace" font-size="11">`,
    `<rect width="100%" height="100%" fill="${spec.colours.surface}"/>`,
  ];
  const rows = Math.ceil(spec.height / frameHeight);
  const view = { x0: spec.x0, x1: spec.x1, width: spec.width, firstLevel: spec.firstLevel, endLevel: spec.firstLevel + rows };
  const pin = spec.colours.pin ?? spec.colours.ink;
  const number = (value: number): string => String(Math.round(value * 100) / 100);
  eachVisible(spec.layout, view, 0.5, (position, level, left, right) => {
    const node = spec.layout.node[position];
    const dim = spec.matches !== undefined && spec.matches[node] === 0;
    const x = Math.max(0, left);
    const width = Math.min(spec.width, right) - x;
    const y = frameY(spec, level);
    const bar = frameHeight - 1;
    const across = `x="${number(x)}" width="${number(Math.max(0.5, width - (width > 2 ? 1 : 0)))}"`;
    const line = (at: number, thickness: number, colour: string) =>
      `<rect ${across} y="${number(at)}" height="${thickness}" fill="${colour}"/>`;
    parts.push(`<g${dim ? ` opacity="${dimmed}"` : ''}><title>${escapeXml(spec.label(node))}</title>`);
    parts.push(`<rect ${across} y="${number(y)}" height="${bar}" fill="${spec.palette[spec.colour[node]]}"/>`);
    const ink = dim ? spec.colours.dimInk : (spec.inks?.[spec.colour[node]] ?? spec.colours.ink);
    const mark = spec.marks === undefined || dim ? changeMarks.none : spec.marks[node];
    const thickness = mark === changeMarks.added || mark === changeMarks.gone ? edge.oneSided : edge.change;
    if (mark === changeMarks.more || mark === changeMarks.added) parts.push(line(y, thickness, spec.colours.ink));
    if (mark === changeMarks.less || mark === changeMarks.gone) parts.push(line(y + bar - thickness, thickness, spec.colours.ink));
    if (spec.matches !== undefined && !dim) parts.push(line(y + bar - edge.match, edge.match, spec.colours.match));
    if (spec.pinned?.[node] === 1) {
      parts.push(line(y, edge.pin, pin), line(y + bar - edge.pin, edge.pin, pin));
    }
    const chars = Math.floor((width - 8) / spec.charWidth);
    if (chars >= fewestChars) {
      const text = escapeXml(fittingLabel(spec, node, chars));
      parts.push(`<text x="${number(x + 4)}" y="${number(y + 13)}" fill="${ink}">${text}</text>`);
    }
    parts.push('</g>');
  });
  parts.push('</svg>');
  return parts.join('\n');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** Top edge of a level in CSS pixels. */
function frameY(spec: Pick<FlameSpec, 'height' | 'firstLevel' | 'upward'>, level: number): number {
  const row = level - spec.firstLevel;
  return spec.upward ? spec.height - (row + 1) * frameHeight : row * frameHeight;
}

/** Level under a height of the canvas. */
export function levelAt(spec: Pick<FlameSpec, 'height' | 'firstLevel' | 'upward'>, y: number): number {
  return spec.firstLevel + Math.floor((spec.upward ? spec.height - y : y) / frameHeight);
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
  if (position < 0 || position >= spec.layout.count) return;
  const scale = spec.width / (spec.x1 - spec.x0);
  const left = Math.max(0, (spec.layout.x0[position] - spec.x0) * scale);
  const right = Math.min(spec.width, (spec.layout.x1[position] - spec.x0) * scale);
  if (right <= left) return;
  context.strokeStyle = colour;
  context.lineWidth = width;
  const y = frameY(spec, levelOf(spec.layout, position));
  context.strokeRect(left + width / 2, y + width / 2, Math.max(1, right - left - width - 0.5), frameHeight - 1 - width);
}
