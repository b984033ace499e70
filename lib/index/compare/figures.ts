import type { Localized } from '../../base/localized';
import type { Better, Figure, FigureUnit } from '../../model/comparison';

type FigureSpec = readonly [id: string, en: string, zh: string, unit: FigureUnit, better: Better];

/** A list of figures from the numbers of two sides, by id; those that neither side tells are left out. */
export function figuresOf(
  specs: readonly FigureSpec[],
  before: Readonly<Record<string, number | undefined>>,
  after: Readonly<Record<string, number | undefined>>,
): Figure[] {
  return specs.flatMap(([id, en, zh, unit, better]) => {
    const [b, a] = [known(before[id]), known(after[id])];
    return b === undefined && a === undefined ? [] : [{ id, name: { en, zh } satisfies Localized, unit, better, before: b, after: a }];
  });
}

function known(value: number | undefined): number | undefined {
  return value === undefined || Number.isNaN(value) ? undefined : value;
}
