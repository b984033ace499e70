import { hsl } from 'd3';

/** Whose code a function is; the order is that of the palette. */
export const owners = ['own', 'dependency', 'stdlib', 'runtime'] as const;
export type Owner = (typeof owners)[number];

/** Shades of one owner: packages differ by lightness alone, so that hue keeps its one meaning. */
export const shades = 5;

/** Position of a function's colour in `ownerPalette`. The shade follows from the package's name, the same in every chart. */
export function colourIndex(owner: number, packagePath: string): number {
  let hash = 2166136261;
  for (let i = 0; i < packagePath.length; i++) hash = Math.imul(hash ^ packagePath.charCodeAt(i), 16777619);
  return owner * shades + ((hash >>> 0) % shades);
}

/** The colours for all owners and shades from the four resolved base colours. */
export function ownerPalette(base: Readonly<Record<Owner, string>>): string[] {
  return owners.flatMap((owner) =>
    Array.from({ length: shades }, (_, shade) => {
      const colour = hsl(base[owner]);
      colour.l += (shade - (shades - 1) / 2) * 0.035;
      return colour.formatRgb();
    }),
  );
}
