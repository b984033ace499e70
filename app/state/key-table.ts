import type { MessageKey, Translate } from '@/lib/messages';

interface KeyArea {
  readonly title: MessageKey;
  /** Views that have it; a view without a line here has none. Absent: every view. */
  readonly views?: readonly string[];
  /** Keys, by the event's `key` in small letters (`mod+` is Ctrl or Cmd), and what they do. */
  readonly rows: readonly (readonly [readonly string[], MessageKey])[];
}

const arrows = ['ArrowLeft', 'ArrowUp', 'ArrowRight', 'ArrowDown'] as const;

/**
 * Every key of the app, by the part of the page that listens. Handlers are typed by it (KeyActions), so that none can listen for a key that is
 * not told here; the sheet behind `?` and the hints under the charts are made from it.
 */
export const keyTable = {
  page: {
    title: 'keys.page',
    rows: [
      [['?'], 'keys.sheet'],
      [['/'], 'keys.search'],
      [['mod+k'], 'keys.openPalette'],
      [['[', ']'], 'keys.findings'],
      [['t'], 'keys.theme'],
    ],
  },
  flame: {
    title: 'keys.flame',
    views: ['profile', 'trace'],
    rows: [
      [arrows, 'keys.walkFrames'],
      [['Enter', 'f'], 'keys.zoomFrame'],
      [['Backspace'], 'keys.zoomOut'],
      [['w', 's'], 'keys.zoom'],
      [['a', 'd'], 'keys.move'],
      [['PageUp', 'PageDown'], 'keys.scroll'],
      [[' '], 'keys.details'],
      [['m', 'ContextMenu'], 'keys.menuOfFrame'],
      [['p'], 'keys.pin'],
      [['0', 'Escape'], 'keys.reset'],
    ],
  },
  graph: {
    title: 'keys.graph',
    views: ['profile'],
    rows: [
      [arrows, 'keys.walkNodes'],
      [['Enter'], 'keys.open'],
      [['w', 's'], 'keys.zoom'],
      [['a', 'd'], 'keys.move'],
      [['0'], 'keys.fit'],
    ],
  },
  treemap: {
    title: 'keys.treemap',
    views: ['profile'],
    rows: [
      [arrows, 'keys.walkBoxes'],
      [['Enter'], 'keys.open'],
      [['Backspace'], 'keys.zoomOut'],
      [['0'], 'keys.reset'],
    ],
  },
  timeline: {
    title: 'keys.timeline',
    views: ['trace', 'gc'],
    rows: [
      [['w', 's', '+', '-'], 'keys.zoom'],
      [['a', 'd', 'ArrowLeft', 'ArrowRight'], 'keys.move'],
      [['0'], 'keys.all'],
    ],
  },
  /** Of a timeline on which things are chosen and marked. */
  moments: {
    title: 'keys.moments',
    views: ['trace'],
    rows: [
      [['f'], 'keys.fitSelection'],
      [['m'], 'keys.mark'],
      [['Escape'], 'keys.leaveArea'],
    ],
  },
  lanes: {
    title: 'keys.lanes',
    views: ['trace'],
    rows: [
      [['ArrowUp', 'ArrowDown'], 'keys.lane'],
      [['Shift+ArrowLeft', 'Shift+ArrowRight'], 'keys.span'],
      [['Enter'], 'keys.openGoroutine'],
      [['p'], 'keys.pinLane'],
    ],
  },
  creation: {
    title: 'keys.creation',
    views: ['goroutines'],
    rows: [
      [arrows, 'keys.walkFrames'],
      [['Enter', 'f'], 'keys.zoomFrame'],
      [['0', 'Escape'], 'keys.reset'],
    ],
  },
  table: {
    title: 'keys.table',
    rows: [
      [['ArrowUp', 'ArrowDown'], 'keys.row'],
      [['PageUp', 'PageDown'], 'keys.scroll'],
      [['Home', 'End'], 'keys.ends'],
      [['Enter'], 'keys.openRow'],
    ],
  },
  rowMenu: { title: 'keys.rowMenu', views: ['profile'], rows: [[['m', 'ContextMenu'], 'keys.menuOfRow']] },
  menu: {
    title: 'keys.menu',
    views: ['profile', 'trace'],
    rows: [
      [['ArrowUp', 'ArrowDown'], 'keys.choose'],
      [['Escape', 'Tab'], 'keys.close'],
    ],
  },
  palette: {
    title: 'keys.palette',
    rows: [
      [['ArrowUp', 'ArrowDown'], 'keys.choose'],
      [['Enter'], 'keys.run'],
    ],
  },
  field: { title: 'keys.field', rows: [[['Escape'], 'keys.clear']] },
  name: {
    title: 'keys.name',
    rows: [
      [['Enter'], 'keys.keep'],
      [['Escape'], 'keys.leave'],
    ],
  },
  drawer: { title: 'keys.drawer', rows: [[['Escape'], 'keys.close']] },
  drawerEdge: { title: 'keys.drawerEdge', rows: [[['ArrowLeft', 'ArrowRight'], 'keys.width']] },
} as const satisfies Readonly<Record<string, KeyArea>>;

export type KeyAreaName = keyof typeof keyTable;
type KeyOf<A extends KeyAreaName> = (typeof keyTable)[A]['rows'][number][0][number];

/** What a part of the page does for each of its keys: all of them, and no other. */
export type KeyActions<A extends KeyAreaName, E = never> = Readonly<
  Record<KeyOf<A>, [E] extends [never] ? () => void : (event: E) => void>
>;

interface Pressed {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  /** The key belongs to an input method that is composing: Enter takes its text over, Escape drops it. */
  readonly isComposing?: boolean;
  /** Of an event of React's, which does not say that itself. */
  readonly nativeEvent?: { readonly isComposing: boolean };
}

/** What the pressed key does, letters in either case; undefined for a key without an action here. */
export function actionOf<Action>(actions: Readonly<Partial<Record<string, Action>>>, event: Pressed): Action | undefined {
  if (event.altKey || event.isComposing || event.nativeEvent?.isComposing) return undefined;
  if (event.ctrlKey || event.metaKey) return actions[`mod+${event.key.toLowerCase()}`];
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return (event.shiftKey ? actions[`Shift+${key}`] : undefined) ?? actions[key];
}

const names: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowUp: '↑',
  ArrowRight: '→',
  ArrowDown: '↓',
  Escape: 'Esc',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
};

/** A key as keyboards have it printed; one that differs by system gives each. */
export function keyNames(key: string, t: Translate): readonly string[] {
  if (key === ' ') return [t('keys.space')];
  if (key === 'ContextMenu') return [t('keys.menuKey')];
  const [last, held] = key.split('+').reverse();
  if (held === 'mod') return [`Ctrl ${last.toUpperCase()}`, `⌘ ${last.toUpperCase()}`];
  const name = names[last] ?? (last.length === 1 ? last.toUpperCase() : last);
  return [held ? `${held} ${name}` : key === '+' ? key : name];
}

/** The areas of a view, its own before those of every view. */
export function keyAreas(view: string): readonly (KeyArea & { readonly name: string })[] {
  const areas = Object.entries<KeyArea>(keyTable).map(([name, area]) => ({ ...area, name }));
  const [page, ...rest] = areas;
  return [page, ...rest.filter(({ views }) => views?.includes(view)), ...rest.filter(({ views }) => views === undefined)];
}

/** The keys of a part in a line: `← ↑ → ↓ walk the frames · Enter F zoom on the frame`. */
export function keyHint(area: KeyAreaName, t: Translate): string {
  return keyTable[area].rows
    .map(([keys, label]) => `${keys.map((key: string) => keyNames(key, t).join(' ')).join(' ')} ${t(label)}`)
    .join(' · ');
}
