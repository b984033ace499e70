/** Positions of a side as the address holds them, `0,2,5`; `none` for a side emptied by hand; the suggestion where it says nothing. */
export function parsePositions(text: string | undefined, suggested: readonly number[]): readonly number[] {
  if (text === undefined) return suggested;
  return [...new Set(text.split(',').filter((part) => /^\d+$/.test(part)))].map(Number);
}

export function printPositions(positions: readonly number[]): string {
  return positions.length === 0 ? 'none' : [...positions].sort((a, b) => a - b).join(',');
}
