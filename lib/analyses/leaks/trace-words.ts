import type { Localized } from '../../base/localized';
import type { LeakCause } from '../../model/rules';
import { causeWords } from './words';

/** What became of the goroutines that one `go` statement made while the trace ran. */
export interface Made {
  made: number;
  /** Those that were still there at its end. */
  unended: number;
}

/** Where goroutines of the same entry function were woken from. */
export interface Partner {
  readonly place: string;
  /** True where it woke some that went on; else those that are stuck, before. */
  readonly ofOthers: boolean;
}

export interface OpenFacts {
  readonly cause: LeakCause;
  readonly count: number;
  /** Of them, made while the trace ran. */
  readonly here: number;
  readonly at: string;
  readonly by: string;
  readonly seconds: string;
  readonly timed: boolean;
  readonly partner: Partner | undefined;
  readonly made: Made | undefined;
}

/** What a trace shows of goroutines that stand at one place when it ends. */
export function openSummary({ cause, count, here, at, by, seconds, timed, partner, made }: OpenFacts): Localized {
  const words = causeWords[cause];
  const who =
    here === count
      ? { en: 'Made while the trace ran, they', zh: '它们在跟踪期间创建，' }
      : here === 0
        ? { en: 'There before the trace began, they', zh: '它们在跟踪开始之前就已存在，' }
        : { en: `${here} of them made while the trace ran, they`, zh: `其中 ${here} 个在跟踪期间创建，它们` };
  const en = [`${who.en} ${words.en} at ${at} until its end, the longest for ${seconds} s.`];
  const zh = [`${who.zh}直到结束仍停在 ${at}（${words.zh}），最长 ${seconds} 秒。`];
  if (by) {
    const ended = made ? made.made - made.unended : 0;
    const fate = made && {
      en: `: of ${made.made} made there in the trace ${ended === 0 ? 'none' : ended} ended`,
      zh: `：跟踪期间在此创建的 ${made.made} 个中${ended === 0 ? '没有一个结束' : `有 ${ended} 个结束`}`,
    };
    en.push(`Created by ${by}${fate?.en ?? ''}.`);
    zh.push(`由 ${by} 创建${fate?.zh ?? ''}。`);
  }
  if (timed) {
    en.push('Only a timer ever woke them: a ticker or sleep loop that nobody stops.');
    zh.push('只有定时器唤醒过它们：无人停止的 ticker 或 sleep 循环。');
  }
  if (partner) {
    en.push(
      partner.ofOthers
        ? `Others like them were woken by ${partner.place}: that did not happen here.`
        : `${partner.place} woke them before, and not again.`,
    );
    zh.push(
      partner.ofOthers ? `同类 goroutine 由 ${partner.place} 唤醒，而这里没有发生。` : `${partner.place} 曾唤醒过它们，此后没有再唤醒。`,
    );
  }
  return { en: en.join(' '), zh: zh.join('') };
}
