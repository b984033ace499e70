import { hierarchy, treemap, treemapSquarify } from 'd3';

/** A leaf of a treemap: it stands in the box of its group, its area is the size of its value. */
export interface TreemapItem {
  readonly key: string;
  readonly group: string;
  readonly value: number;
}

export interface TreemapBox {
  readonly kind: 'group' | 'leaf';
  readonly key: string;
  /** The group that a leaf stands in; a group's own key. */
  readonly group: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Sum of the items' values, with their sign. */
  readonly value: number;
  /** Leaves in the group, drawn or not; 1 for a leaf. */
  readonly count: number;
  /** Height of the band that holds a group's name; 0 where there is no room. */
  readonly header: number;
}

export interface TreemapLayout {
  /** Groups before their leaves, the largest first. */
  readonly boxes: readonly TreemapBox[];
  /** Leaves too small to be seen, and what they come to. */
  readonly hidden: { readonly count: number; readonly value: number };
}

const headerHeight = 18;
/** A leaf smaller than this on a side is no mark that one can see or hit. */
const leastSide = 3;

interface Datum {
  readonly key: string;
  readonly item?: TreemapItem;
  readonly children?: readonly Datum[];
}

/**
 * Boxes of two levels, squarified (Bruls, Huizing, van Wijk 2000). A negative value, as a comparison has, takes the area of its size.
 * A single group has no box of its own: the page says what it is.
 */
export function layoutTreemap(items: readonly TreemapItem[], size: { width: number; height: number }): TreemapLayout {
  const groups = new Map<string, Datum[]>();
  for (const item of items) {
    if (item.value === 0) continue;
    const group = groups.get(item.group);
    if (group === undefined) groups.set(item.group, [{ key: item.key, item }]);
    else group.push({ key: item.key, item });
  }
  const single = groups.size <= 1;
  const data: Datum = { key: '', children: [...groups].map(([key, children]) => ({ key, children })) };
  const root = hierarchy<Datum>(data, (datum) => datum.children as Datum[] | undefined)
    .sum(({ item }) => Math.abs(item?.value ?? 0))
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0) || (a.data.key < b.data.key ? -1 : 1));
  const placed = treemap<Datum>()
    .tile(treemapSquarify)
    .size([size.width, size.height])
    .paddingInner((node) => (node.depth === 0 ? 3 : 1))
    .paddingTop((node) => (node.depth === 1 && !single ? headerOf(node.value ?? 0, root.value ?? 1, size) : 0))
    .round(true)(root);
  const boxes: TreemapBox[] = [];
  const hidden = { count: 0, value: 0 };
  for (const group of placed.children ?? []) {
    const leaves = group.children ?? [];
    const value = leaves.reduce((sum, { data }) => sum + (data.item?.value ?? 0), 0);
    const box = { x: group.x0, y: group.y0, width: group.x1 - group.x0, height: group.y1 - group.y0 };
    const header = single ? 0 : headerOf(group.value ?? 0, root.value ?? 1, size);
    const drawn: TreemapBox[] = [];
    for (const leaf of leaves) {
      const [width, height] = [leaf.x1 - leaf.x0, leaf.y1 - leaf.y0];
      const own = leaf.data.item?.value ?? 0;
      if (width < leastSide || height < leastSide) {
        hidden.count++;
        hidden.value += own;
        continue;
      }
      const { key } = leaf.data;
      drawn.push({ kind: 'leaf', key, group: group.data.key, x: leaf.x0, y: leaf.y0, width, height, value: own, count: 1, header: 0 });
    }
    if (box.width < 1 || box.height < 1) continue;
    if (!single) boxes.push({ kind: 'group', key: group.data.key, group: group.data.key, ...box, value, count: leaves.length, header });
    boxes.push(...drawn);
  }
  return { boxes, hidden };
}

/** The header costs a group some of its area: only one that is many times as large gets it. */
function headerOf(value: number, total: number, size: { width: number; height: number }): number {
  return (Math.abs(value) / total) * size.width * size.height > headerHeight * headerHeight * 14 ? headerHeight : 0;
}

/** The box next in a direction of reading, for the arrow keys; -1 at either end. */
export function nextBox(layout: TreemapLayout, from: number, step: 1 | -1, kind?: TreemapBox['kind']): number {
  for (let i = from + step; i >= 0 && i < layout.boxes.length; i += step) {
    if (kind === undefined || layout.boxes[i].kind === kind) return i;
  }
  return -1;
}
