import type { Localized } from '../../base/localized';
import type { LeakCause } from '../../model/rules';
import { shortName } from '../place';
import { type Forecast, forecastWords } from './forecast';
import type { TierRule } from './judge';

/** What a goroutine of each cause does, as the end of a sentence. */
export const causeWords: Readonly<Record<LeakCause, Localized>> = {
  'chan-receive': { en: 'wait to receive from a channel', zh: '在等待从 channel 接收' },
  'chan-send': { en: 'wait to send on a channel', zh: '在等待向 channel 发送' },
  'nil-channel': { en: 'wait for ever on a nil channel', zh: '永久阻塞在 nil channel 上' },
  select: { en: 'wait in a select', zh: '阻塞在 select 中' },
  'select-no-cases': { en: 'wait for ever in a select without cases', zh: '永久阻塞在没有 case 的 select 中' },
  mutex: { en: 'wait for a sync.Mutex', zh: '在等待 sync.Mutex' },
  rwmutex: { en: 'wait for a sync.RWMutex', zh: '在等待 sync.RWMutex' },
  waitgroup: { en: 'wait for a sync.WaitGroup', zh: '在等待 sync.WaitGroup' },
  cond: { en: 'wait for a sync.Cond', zh: '在等待 sync.Cond' },
  'io-wait': { en: 'wait for a peer to answer', zh: '在等待对端 I/O' },
  'sleep-loop': { en: 'sleep in a loop', zh: '在循环中 sleep' },
  syscall: { en: 'sit in a system call', zh: '停在系统调用中' },
  unknown: { en: 'stand at one place', zh: '停在同一位置' },
};

export const ruleWords: Readonly<Record<TierRule, Localized>> = {
  'go-leak-profile': {
    en: 'Go’s own leak profile marks them: nothing that is still reachable can ever wake them.',
    zh: 'Go 自身的泄漏剖析标记了它们：没有任何仍可达的对象能唤醒它们。',
  },
  deadlock: {
    en: 'The runtime ended the process because no goroutine could go on.',
    zh: '运行时因所有 goroutine 都无法继续而终止了进程。',
  },
  'blocks-forever': {
    en: 'By the language’s rules nothing can end this wait: a nil channel is never ready, and neither is a select without cases.',
    zh: '按语言规范，这种等待不可能结束：nil channel 永远不会就绪，没有 case 的 select 也一样。',
  },
  'lock-ring': {
    en: 'They wait for locks in a round: each one’s arguments point at the lock that the next one waits for.',
    zh: '它们循环等待锁：每一个的参数都指向下一个所等待的锁。',
  },
  'grew-and-stayed': {
    en: 'Their number grew from snapshot to snapshot, and those of the first one still stand there.',
    zh: '各快照之间数量持续增长，且第一个快照中的 goroutine 仍停在原处。',
  },
  'never-woke': {
    en: 'The same goroutines stand at the same line in every snapshot, with minutes that did not fall: they never woke.',
    zh: '各快照中同一批 goroutine 停在同一行，等待分钟数没有回落：它们从未被唤醒。',
  },
  'long-wait': {
    en: 'They are a large part of all goroutines, have waited for minutes, and came one after another rather than at once.',
    zh: '它们占全部 goroutine 的很大比例，已等待数分钟，且是陆续产生而非一次性创建。',
  },
  'leakprof-count': {
    en: 'Ten thousand or more are blocked at one place, the number from which LeakProf reports.',
    zh: '同一位置阻塞的数量达到一万以上，即 LeakProf 的报告阈值。',
  },
  grew: { en: 'Their number grew over the snapshots.', zh: '数量随快照增长。' },
  'slept-through': { en: 'They did not wake between the snapshots.', zh: '它们在两次快照之间没有被唤醒。' },
  'many-per-request': {
    en: 'Different goroutines made them one by one, as requests do, and they gather at one line.',
    zh: '它们由不同的 goroutine（如各个请求）逐个创建，并聚集在同一行。',
  },
  'many-here': { en: 'Unusually many stand at one line.', zh: '同一行上停留的数量异常地多。' },
  'with-others': {
    en: 'There are about as many as at another suspicious place: the same requests left them behind.',
    zh: '数量与另一可疑位置相近：很可能由同一批请求遗留。',
  },
};

const secondDump: Localized = {
  en: 'A second debug=2 dump some minutes later shows whether they ever wake and whether they grow; ',
  zh: '数分钟后再取一份 debug=2 转储，可看出它们是否被唤醒、是否增长；',
};
const leakProfile: Localized = {
  en: 'a goroutineleak profile (Go 1.27, or 1.26 built with GOEXPERIMENT=goroutineleakprofile) proves a leak. Its silence proves nothing.',
  zh: 'goroutineleak 剖析（Go 1.27，或以 GOEXPERIMENT=goroutineleakprofile 构建的 1.26）可以证实泄漏，但它没有报告不代表没有泄漏。',
};

/** What would make the tier firmer: a second dump where there is one at most, and Go's own leak profile. */
export function raiseWords(tier: string, dumps = false): Localized | undefined {
  if (tier === 'proven') return undefined;
  if (!dumps) return { en: secondDump.en + leakProfile.en, zh: secondDump.zh + leakProfile.zh };
  return { en: leakProfile.en.replace(/^a /, 'A '), zh: leakProfile.zh };
}

/** The place as alloc and contention titles give it: `report.(*auditor).drain (audit.go:27)`. */
function titlePlace(frame: { readonly fn: string; readonly file: string; readonly line: number } | undefined): string {
  if (!frame) return '?';
  const file = frame.file.slice(frame.file.lastIndexOf('/') + 1);
  return file ? `${shortName(frame.fn)} (${file}:${frame.line})` : shortName(frame.fn);
}

export function leakTitle(
  count: number,
  cause: LeakCause,
  frame: { readonly fn: string; readonly file: string; readonly line: number } | undefined,
): Localized {
  const at = titlePlace(frame);
  return count === 1
    ? { en: `1 goroutine ${causeWords[cause].en.replace(/^\w+/, '$&s')} at ${at}`, zh: `1 个 goroutine ${causeWords[cause].zh}：${at}` }
    : { en: `${count} goroutines ${causeWords[cause].en} at ${at}`, zh: `${count} 个 goroutine ${causeWords[cause].zh}：${at}` };
}

export interface SummaryFacts {
  readonly count: number;
  readonly place: string;
  readonly createdBy?: string;
  readonly share: number;
  readonly minutes?: number;
  readonly counts?: readonly number[];
  readonly forecast?: Forecast;
  readonly rule: TierRule;
  readonly ring?: number;
  readonly total: number;
}

export function leakSummary(facts: SummaryFacts): Localized {
  const rounded = (facts.share * 100).toFixed(facts.share < 0.1 ? 1 : 0);
  const percent = `${rounded === '100' && facts.share < 1 ? '99.9' : rounded === '0.0' ? '<0.1' : rounded}%`;
  const en = [`${facts.count === 1 ? 'It stands' : 'They stand'} at ${facts.place}, ${percent} of ${facts.total} goroutines.`];
  const zh = [`停在 ${facts.place}，占全部 ${facts.total} 个 goroutine 的 ${percent}。`];
  if (facts.createdBy) {
    en.push(`Created by ${facts.createdBy}.`);
    zh.push(`由 ${facts.createdBy} 创建。`);
  }
  if (facts.minutes !== undefined && facts.minutes >= 1) {
    en.push(`The longest has waited ${facts.minutes} minute${facts.minutes === 1 ? '' : 's'}.`);
    zh.push(`最长已等待 ${facts.minutes} 分钟。`);
  }
  if (facts.counts && facts.counts.length > 1) {
    en.push(`Over the snapshots: ${facts.counts.join(' → ')}.`);
    zh.push(`各快照数量：${facts.counts.join(' → ')}。`);
  }
  const forecast = forecastWords(facts.forecast);
  if (forecast.en !== '') {
    en.push(forecast.en);
    zh.push(forecast.zh);
  }
  if (facts.ring) {
    en.push(`Their arguments point at each other’s locks: a lock-order deadlock over ${facts.ring} locks is likely.`);
    zh.push(`其参数互相指向对方等待的锁：很可能是涉及 ${facts.ring} 把锁的加锁顺序死锁。`);
  }
  en.push(ruleWords[facts.rule].en);
  zh.push(ruleWords[facts.rule].zh);
  return { en: en.join(' '), zh: zh.join('') };
}
