import { InputError, UsageError } from '../base/errors';
import { defaultLimits, type Limits } from '../base/limits';
import { phrase } from '../base/phrase';
import { type ByteSource, bytesSource, type WorkContext } from '../base/source';
import { inflate } from '../formats/gzip/inflate';
import { encodeProfileGzip } from '../formats/pprof/encode';
import { eventsJson } from '../formats/trace/events';
import { traceFormat } from '../formats/trace/module';
import { callTree, type ProfileOptions, type TopOptions, type TreeOptions, top } from '../index/profile';
import { latencyProfile } from '../index/trace/latency-profile';
import type { CallTree } from '../model/call-tree';
import type { ProfileTable } from '../model/profile';
import type { TopReport } from '../model/profile-report';
import { eventKinds, type LatencyKind, type TraceTable } from '../model/trace';
import { lookAt } from './expand';
import { type PartRef, tableOf } from './part';
import type { Handlers, Query } from './query';
import type { Session } from './session';

/** Which latency profile of a trace; `openWaits` adds the waits still open at its end. */
export interface LatencyRef extends PartRef {
  readonly kind: LatencyKind;
  readonly openWaits?: boolean;
}

export interface TraceQueries {
  /** The whole table but for its buffers' owner: the columns are copies. */
  'trace.table': Query<PartRef, TraceTable>;
  'trace.latency.top': Query<LatencyRef & Omit<TopOptions, 'base' | 'diffBase'>, TopReport>;
  'trace.latency.tree': Query<LatencyRef & Omit<TreeOptions, 'base' | 'diffBase'>, CallTree>;
  /** A pprof file, gzip. */
  'trace.latency.pprof': Query<LatencyRef, Uint8Array>;
}

export const traceQueries: Handlers<TraceQueries> = {
  'trace.table': (session, ref) => structuredClone(tableOf(session, 'trace', ref)),
  'trace.latency.top': (session, params) => top(latencyOf(session, params), withoutRef(params)),
  'trace.latency.tree': (session, params) => callTree(latencyOf(session, params), withoutRef(params)),
  'trace.latency.pprof': (session, params) => encodeProfileGzip(latencyOf(session, params)),
};

function latencyOf(session: Session, ref: LatencyRef): ProfileTable {
  return session.index.memo(`latency ${ref.input} ${ref.part} ${ref.kind} ${ref.openWaits ?? false}`, () =>
    latencyProfile(tableOf(session, 'trace', ref), ref.kind, ref.openWaits),
  );
}

function withoutRef<Options extends ProfileOptions>({ input, part, kind, openWaits, ...options }: LatencyRef & Options): ProfileOptions {
  return options;
}

export interface EventsParams {
  readonly limit?: number;
  /** Name of an event kind, without regard to case. */
  readonly kind?: string;
  /** Events in the context of this goroutine, or about it. */
  readonly goroutine?: bigint;
}

/**
 * The ordered events of a trace as lines of JSON, read as they are asked for: nothing but the generation at hand is held. Throws
 * UsageError for an unknown kind, InputError for what is no trace, and InputError after the events before a break.
 */
export async function* traceEvents(
  source: ByteSource,
  params: EventsParams,
  work: WorkContext & { readonly limits?: Limits } = {},
): AsyncGenerator<string, void, void> {
  const { kind } = params;
  if (kind !== undefined && !eventKinds.some((known) => known.toLowerCase() === kind.toLowerCase())) {
    throw new UsageError(phrase`there is no event kind ${JSON.stringify(kind)}; the kinds are ${eventKinds.slice(1).join(', ')}`);
  }
  const sniff = await lookAt(source);
  if (!traceFormat.sniff(sniff)) {
    throw new InputError({
      code: source.size === 0 ? 'empty-file' : 'unknown-format',
      message: source.size === 0 ? phrase`the file is empty` : phrase`it is no Go execution trace`,
      offset: 0,
      expected: phrase`the header \`go 1.N trace\``,
      hint: phrase`capture one: curl -o trace.out 'http://localhost:6060/debug/pprof/trace?seconds=5'`,
    });
  }
  const bytes = sniff.gzip
    ? bytesSource(source.name, await inflate(source, { limits: work.limits ?? defaultLimits, signal: work.signal }))
    : source;
  yield* eventsJson(bytes, { ...params, signal: work.signal });
}
