import { changePalette, inksOn, ownerPalette } from '@/lib/charts/owner-colour';

/** Tokens of the palette of flame graphs of profiles: owners, and amounts of change. */
export const flameTokens = [
  '--owner-own',
  '--owner-dependency',
  '--owner-stdlib',
  '--owner-runtime',
  '--diff-less',
  '--diff-same',
  '--diff-more',
] as const;
type Tokens = Readonly<Record<(typeof flameTokens)[number], string>>;

/** Frames by whose code they are. */
export function paintOwners(tokens: Tokens, ink: string) {
  const owners = ownerPalette({
    own: tokens['--owner-own'],
    dependency: tokens['--owner-dependency'],
    stdlib: tokens['--owner-stdlib'],
    runtime: tokens['--owner-runtime'],
  });
  return inked([...owners, tokens['--diff-same']], ink);
}

/** Frames of a comparison by how much they changed. */
export function paintChanges(tokens: Tokens, ink: string) {
  return inked(changePalette(tokens['--diff-less'], tokens['--diff-same'], tokens['--diff-more']), ink);
}

function inked(palette: readonly string[], ink: string) {
  return { palette, inks: inksOn(palette, ink, 'rgb(255, 255, 255)') };
}
