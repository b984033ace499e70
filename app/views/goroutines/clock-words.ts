import type { Translate } from '@/lib/messages';
import type { ClockKind } from '@/lib/query/processes';

const words = {
  capture: 'goroutines.clockCapture',
  beside: 'goroutines.clockBeside',
  'file-names': 'goroutines.clockFileNames',
  'wait-minutes': 'goroutines.clockWaitMinutes',
  order: 'goroutines.clockOrder',
} as const satisfies Record<ClockKind, string>;

/** Which clock tells the time between snapshots, as a phrase. */
export function clockPhrase(t: Translate, kind: ClockKind): string {
  return t('goroutines.clock', { clock: t(words[kind]) });
}
