import type { Localized } from '../../base/localized';
import type { ClockKind, SnapshotClock } from '../../index/goroutines/clock';
import { minutesToMany, slope } from '../../index/goroutines/snapshots';
import type { EvidenceValue } from '../../model/finding';
import { manyGoroutines } from '../../model/goroutines';

/** A rate by least squares, and where it leads if it lasts. */
export interface Forecast {
  readonly perMinute: number;
  readonly inOneHour: number;
  /** From the last snapshot until 100 000; undefined where the number does not grow. */
  readonly minutesToMany: number | undefined;
  readonly clock: ClockKind;
}

/** Undefined where no clock tells the time between the snapshots. */
export function forecastOf(counts: readonly number[], clock: SnapshotClock): Forecast | undefined {
  const { minutes, kind } = clock;
  if (minutes === undefined) return undefined;
  const last = counts[counts.length - 1];
  const perMinute = slope(counts, minutes);
  return {
    perMinute,
    inOneHour: Math.max(0, Math.round(last + perMinute * 60)),
    minutesToMany: minutesToMany(last, perMinute),
    clock: kind,
  };
}

/** Growth as evidence: the counts, the clock, and with one that runs the rate a minute and the forecast. */
export function growthEvidence(counts: readonly number[], clock: SnapshotClock): EvidenceValue {
  const forecast = forecastOf(counts, clock);
  return {
    counts,
    perSnapshot: slope(counts),
    clock: clock.kind,
    ...(forecast && {
      minutes: clock.minutes,
      perMinute: forecast.perMinute,
      inOneHour: forecast.inOneHour,
      ...(forecast.minutesToMany !== undefined && { minutesTo100000: forecast.minutesToMany }),
    }),
  };
}

const clockWords: Readonly<Record<ClockKind, Localized>> = {
  capture: { en: 'the captures’ own times', zh: '采集文件自带的时间' },
  beside: { en: 'the times of the profiles taken beside', zh: '同时采集的剖析文件的时间' },
  'file-names': { en: 'the times in the file names', zh: '文件名中的时间' },
  'wait-minutes': { en: 'the minutes of goroutines that slept through', zh: '始终未醒的 goroutine 的等待分钟数' },
  order: { en: 'their order alone', zh: '仅凭先后顺序' },
};

/** «At this rate …» as a sentence; empty where the number does not grow. */
export function forecastWords(forecast: Forecast | undefined): Localized {
  if (forecast === undefined || forecast.perMinute <= 0) return { en: '', zh: '' };
  const { inOneHour, minutesToMany: left, clock } = forecast;
  const many = left === undefined || left <= 0 ? undefined : duration(left);
  const number = manyGoroutines.toLocaleString('en').replace(',', ' ');
  return {
    en: `At this rate ${inOneHour} in one hour${many ? ` and ${number} in ${many.en}` : ''} (time by ${clockWords[clock].en}).`,
    zh: `按此速度一小时后为 ${inOneHour} 个${many ? `，${many.zh}后达到 ${number} 个` : ''}（时间依据：${clockWords[clock].zh}）。`,
  };
}

function duration(minutes: number): Localized {
  if (minutes < 90) return units(Math.max(1, Math.round(minutes)), 'minute', '分钟');
  if (minutes < 48 * 60) return units(Math.round(minutes / 60), 'hour', '小时');
  return units(Math.round(minutes / 1440), 'day', '天');
}

function units(n: number, en: string, zh: string): Localized {
  return { en: `${n} ${en}${n === 1 ? '' : 's'}`, zh: `${n} ${zh}` };
}
