import { hsl, interpolateRgb, rgb } from 'd3';
import { type FrameOwner, frameOwners } from '../model/frame-owners';

/** Shades of one owner: packages differ by lightness alone, so that hue keeps its one meaning. */
const shades = 5;

/** Position of a function's colour in `ownerPalette`. The shade follows from the package's name, the same in every chart. */
export function colourIndex(owner: number, packagePath: string): number {
  let hash = 2166136261;
  for (let i = 0; i < packagePath.length; i++) hash = Math.imul(hash ^ packagePath.charCodeAt(i), 16777619);
  return owner * shades + ((hash >>> 0) % shades);
}

/** Position of the colour that a root has, which is nobody's code: the one after all owners'. */
export const rootIndex = frameOwners.length * shades;

/** The colours for all owners and shades from the four resolved base colours. */
export function ownerPalette(base: Readonly<Record<FrameOwner, string>>): string[] {
  return frameOwners.flatMap((owner) =>
    Array.from({ length: shades }, (_, shade) => {
      const colour = hsl(base[owner]);
      colour.l += (shade - (shades - 1) / 2) * 0.035;
      return colour.formatRgb();
    }),
  );
}

/** Steps on either side of no change in `changePalette`. */
export const changeSteps = 4;

/** A change below this is what rounding leaves, e.g. of normalised values. */
const least = 5e-4;

/** Position in `changePalette` of a change from -1 (all gone) to 1; any but the least is at least one step away from none. */
export function changeIndex(change: number): number {
  if (!(Math.abs(change) >= least)) return changeSteps;
  const step = Math.min(changeSteps, Math.max(1, Math.ceil(Math.abs(change) * changeSteps)));
  return changeSteps + Math.sign(change) * step;
}

/** From less over the same to more, by the three resolved colours. */
export function changePalette(less: string, same: string, more: string): string[] {
  return Array.from({ length: 2 * changeSteps + 1 }, (_, i) => {
    const step = (i - changeSteps) / changeSteps;
    // The first step is set off from no change, so that a small change is seen as one; the last leaves room for a label's contrast.
    return interpolateRgb(same, step < 0 ? less : more)(step === 0 ? 0 : 0.2 + 0.65 * Math.abs(step));
  });
}

/** The one of two inks that reads better on each colour, by WCAG's contrast. */
export function inksOn(palette: readonly string[], dark: string, light: string): string[] {
  return palette.map((colour) => (contrast(colour, dark) >= contrast(colour, light) ? dark : light));
}

function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

function luminance(colour: string): number {
  const { r, g, b } = rgb(colour);
  const [red, green, blue] = [r, g, b].map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
