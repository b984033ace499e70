import type { Amount } from '@/lib/base/units';
import type { Translate } from '@/lib/messages';
import { frameOwners } from '@/lib/model/frame-owners';
import type { TooltipContent } from '../../ui/chart';
import { factsOf, leftOutOf, nodeName, type TreeModel } from './tree-model';

/** The numbers of a frame as a small table. */
export function frameTooltip(model: TreeModel, node: number, t: Translate, format: (value: Amount) => string): TooltipContent {
  const facts = factsOf(model, node);
  const signed = (value: Amount) => (Number(value) > 0 ? `+${format(value)}` : format(value));
  const owner = facts.owner < 0 ? '' : t(`profile.${frameOwners[facts.owner]}`);
  const rows: [string, string][] = facts.change
    ? [
        [t('profile.before'), format(facts.change.before)],
        [t('profile.after'), format(facts.change.after)],
        [t('profile.change'), signed(facts.total)],
        [t('profile.relativeChange'), facts.change.relative || (Number(facts.total) === 0 ? '' : t('profile.added'))],
        [t('profile.selfChange'), facts.self === undefined ? '' : signed(facts.self)],
      ]
    : [
        [t('profile.totalOf'), format(facts.total)],
        [t('profile.self'), facts.self === undefined ? '' : format(facts.self)],
        [t('profile.ofAll'), facts.ofAll],
        [t('profile.ofParent'), facts.ofParent],
      ];
  const left = leftOutOf(model, node);
  rows.push([t('profile.notDrawn'), left === 0 ? '' : format(left)]);
  rows.push([t('profile.owner'), owner === '' ? '' : facts.inlined ? `${owner} · ${t('profile.inlined')}` : owner]);
  rows.push([t('profile.file'), facts.place]);
  return { title: nodeName(model, node), rows: rows.filter(([, value]) => value !== '') };
}

/** The same in a sentence, for those who hear it. */
export function frameSentence(model: TreeModel, node: number, t: Translate, format: (value: Amount) => string): string {
  const { title, rows } = frameTooltip(model, node, t, format);
  return `${title}: ${rows
    .slice(0, -1)
    .map(([label, value]) => `${label} ${value}`)
    .join(', ')}`;
}
