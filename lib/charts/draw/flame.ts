import { eachVisible, type FlameLayout } from '../layout/flame';
import { fitCanvas } from './lanes';

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
  /** Positions with an outline. */
  readonly hover: number;
  readonly focus: number;
  readonly colours: { readonly ink: string; readonly dimInk: string; readonly focus: string; readonly match: string };
  readonly font: string;
  readonly charWidth: number;
}

/** Draws the frames at least half a pixel wide. One pass by colour would sort; at a few thousand frames plain order is faster. */
export function drawFlame(canvas: HTMLCanvasElement, spec: FlameSpec): number {
  const context = fitCanvas(canvas, spec.width, spec.height);
  if (!context) return 0;
  const rows = Math.ceil(spec.height / frameHeight);
  const view = { x0: spec.x0, x1: spec.x1, width: spec.width, firstLevel: spec.firstLevel, endLevel: spec.firstLevel + rows };
  context.font = spec.font;
  context.textBaseline = 'middle';
  let drawn = 0;
  let dimmed = false;
  eachVisible(spec.layout, view, 0.5, (position, level, left, right) => {
    drawn++;
    const node = spec.layout.node[position];
    const y = frameY(spec, level);
    const x = Math.max(0, left);
    const width = Math.min(spec.width, right) - x;
    const dim = spec.matches !== undefined && spec.matches[node] === 0;
    if (dim !== dimmed) {
      context.globalAlpha = dim ? 0.28 : 1;
      dimmed = dim;
    }
    context.fillStyle = spec.palette[spec.colour[node]];
    context.fillRect(x, y, width > 2 ? width - 1 : width, frameHeight - 1);
    if (spec.matches?.[node] === 1 && width > 1) {
      context.fillStyle = spec.colours.match;
      context.fillRect(x, y + frameHeight - 4, width > 2 ? width - 1 : width, 3);
    }
    const chars = Math.floor((width - 8) / spec.charWidth);
    if (chars >= 3) {
      const name = spec.label(node);
      context.fillStyle = dim ? spec.colours.dimInk : spec.colours.ink;
      if (dim) context.globalAlpha = 1;
      context.fillText(name.length > chars ? `${name.slice(0, chars - 1)}…` : name, x + 4, y + (frameHeight - 1) / 2 + 0.5);
      if (dim) context.globalAlpha = 0.28;
    }
  });
  context.globalAlpha = 1;
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

function outline(context: CanvasRenderingContext2D, spec: FlameSpec, position: number, colour: string, width: number): void {
  if (position < 0) return;
  let low = 0;
  while (low + 1 < spec.layout.levels && spec.layout.levelStart[low + 1] <= position) low++;
  const scale = spec.width / (spec.x1 - spec.x0);
  const left = Math.max(0, (spec.layout.x0[position] - spec.x0) * scale);
  const right = Math.min(spec.width, (spec.layout.x1[position] - spec.x0) * scale);
  if (right <= left) return;
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.strokeRect(left + width / 2, frameY(spec, low) + width / 2, Math.max(1, right - left - width - 0.5), frameHeight - 1 - width);
}
