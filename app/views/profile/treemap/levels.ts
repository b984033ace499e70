import type { TreemapItem } from '@/lib/charts/layout/treemap';
import type { TreemapLeaf } from '@/lib/query/explore';

/** What the treemap shows: everything, a package, or a file of a package. */
export interface Place {
  readonly package?: string;
  readonly file?: string;
}

/** Marks what has no name in the address, where an empty parameter cannot stand. */
export const nameless = '-';

function inAddress(name: string): string {
  return name === '' ? nameless : name;
}

/** What tells leaves apart: at the granularity of files a file is still made of its functions. */
function keyOf(leaf: TreemapLeaf): string {
  return leaf.name === leaf.file ? leaf.function : leaf.name;
}

/**
 * The leaves at a place and the boxes they make: functions in their packages, in the files of one package, or of one file alone. A function whose
 * code lies in several files counts once where files are not shown.
 */
export function itemsAt(leaves: readonly TreemapLeaf[], place: Place): { items: TreemapItem[]; leaves: ReadonlyMap<string, TreemapLeaf> } {
  const shown = new Map<string, TreemapLeaf>();
  const items = new Map<string, { key: string; group: string; value: number }>();
  for (const leaf of leaves) {
    if (place.package !== undefined && inAddress(leaf.package) !== place.package) continue;
    if (place.file !== undefined && inAddress(leaf.file) !== place.file) continue;
    const group = inAddress(place.package === undefined ? leaf.package : leaf.file);
    const key = keyOf(leaf);
    const known = items.get(`${group} ${key}`);
    if (known === undefined) items.set(`${group} ${key}`, { key, group, value: Number(leaf.flat) });
    else known.value += Number(leaf.flat);
    const before = shown.get(key);
    if (before === undefined || Math.abs(Number(before.flat)) < Math.abs(Number(leaf.flat))) shown.set(key, leaf);
  }
  return { items: [...items.values()], leaves: shown };
}
