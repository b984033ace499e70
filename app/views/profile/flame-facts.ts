import type { ChartTable } from '@/lib/charts/csv';
import type { Translate } from '@/lib/messages';
import { frameOf, nodeName, plus, selfOf, type TreeModel } from './tree-model';

/** The three functions with the largest self value, by name. */
export function heaviestBySelf(model: TreeModel): string {
  const { tree } = model;
  const self = new Float64Array(tree.frames.length);
  for (let node = 1; node < tree.count; node++) self[tree.frame[node]] += Math.abs(Number(selfOf(model, node) ?? 0));
  return (
    [...self.keys()]
      .filter((frame) => self[frame] > 0)
      .sort((a, b) => self[b] - self[a])
      .slice(0, 3)
      .map((frame) => tree.frames[frame].name)
      .join(', ') || '–'
  );
}

/** The frames level by level, as the picture has them. */
export function flameTable(model: TreeModel, t: Translate): ChartTable {
  const { tree, layout } = model;
  const { base, unit } = tree;
  const values = base ? [t('profile.before'), t('profile.after'), t('profile.change')] : [t('profile.totalOf'), t('profile.self')];
  return {
    columns: [
      { label: t('profile.function') },
      { label: t('profile.file') },
      { label: t('profile.line'), numeric: true },
      ...values.map((label) => ({ label: `${label} (${unit})`, numeric: true })),
      { label: t('profile.depth'), numeric: true },
    ],
    rows: Array.from(layout.node, (node) => {
      const frame = frameOf(model, node);
      const total = tree.total[node];
      return [
        nodeName(model, node),
        frame?.file ?? '',
        frame?.line ?? 0,
        ...(base ? [base[node], plus(base[node], total), total] : [total, selfOf(model, node)]),
        tree.depth[node],
      ];
    }),
  };
}
