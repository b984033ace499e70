import { type CaseIndex, createCaseIndex } from '../analyses/case';
import { UsageError } from '../base/errors';
import { defaultLimits, type Limits } from '../base/limits';
import type { Language } from '../base/localized';
import { phrase } from '../base/phrase';
import { buildReport, type CaseFacts } from '../report/build';
import type { Report } from '../report/types';
import { diagnose } from './diagnose';
import { guidanceOf } from './guidance';
import { openInputs, stopIfCancelled } from './open';
import { sha256 } from './sha256';
import { summarise } from './summary';
import type { OpenInput, OpenOptions, OpenRequest } from './types';
import { verifyOf } from './verify';

/** Files read together. Everything shown anywhere comes from it, through the queries of queries.ts. */
export interface Session {
  readonly inputs: readonly OpenInput[];
  readonly index: CaseIndex;
  readonly limits: Limits;
  /** What the analyses found, in both languages. They run when it is first asked for: a top table needs none of them. */
  readonly diagnosis: ReturnType<typeof diagnose>;
  /** The input at the position. Throws UsageError where there is none or it could not be read. */
  input(position: number): OpenInput;
  /** The whole report; waits for the inputs' SHA-256, which is computed beside the decoding. */
  report(options: { readonly language: Language }): Promise<Report>;
  /** Lets go of everything the session holds. Queries after it throw. */
  close(): void;
}

/**
 * Opens files as one case: reads each (archives expanded), and lets every analysis see them together. An input that
 * cannot be read carries its typed error and the others go on. Throws InputError `cancelled` when the signal fires, and
 * nothing else.
 */
export async function openCase(requests: readonly OpenRequest[], options: OpenOptions = {}): Promise<Session> {
  const limits: Limits = { ...defaultLimits, ...options.limits };
  const inputs = await openInputs(requests, limits, options);
  stopIfCancelled(options.signal);
  options.onProgress?.({ stage: 'analyse', file: '', bytesDone: 0, bytesTotal: 0 });
  const index = createCaseIndex(
    inputs.flatMap((input) =>
      input.parts.map((decoded) => ({ input: input.index, name: input.name, decoded, timeNanos: input.timeNanos, group: input.group })),
    ),
  );
  return createSession(inputs, index, limits, options);
}

function createSession(inputs: readonly OpenInput[], index: CaseIndex, limits: Limits, options: OpenOptions): Session {
  let open: { readonly inputs: readonly OpenInput[]; readonly index: CaseIndex } | undefined = { inputs, index };
  let diagnosis: ReturnType<typeof diagnose> | undefined;
  let facts: Promise<CaseFacts> | undefined;
  const held = () => {
    if (!open) throw new UsageError(phrase`the case is closed`);
    return open;
  };
  const diagnosed = () => {
    const { inputs, index } = held();
    diagnosis ??= diagnose(index, inputs.length);
    return diagnosis;
  };
  return {
    limits,
    get inputs() {
      return held().inputs;
    },
    get index() {
      return held().index;
    },
    get diagnosis() {
      return diagnosed();
    },
    input(position) {
      const input = held().inputs[position];
      if (!input) throw new UsageError(phrase`the case has no input ${position}: it has ${held().inputs.length}`);
      if (!input.ok)
        throw new UsageError(phrase`${input.name} could not be read: ${input.error?.problem?.message ?? String(input.error?.message)}`);
      return input;
    },
    async report({ language }) {
      const { inputs } = held();
      facts ??= factsOf(inputs, diagnosed(), limits, options);
      // A file that could not be read just then is tried again when the report is asked for again.
      facts.catch(() => {
        facts = undefined;
      });
      return buildReport(await facts, language);
    },
    close() {
      open = undefined;
      facts = undefined;
      diagnosis = undefined;
    },
  };
}

async function factsOf(
  inputs: readonly OpenInput[],
  diagnosis: ReturnType<typeof diagnose>,
  limits: Limits,
  options: OpenOptions,
): Promise<CaseFacts> {
  const hashes: string[] = [];
  for (const { given } of inputs) {
    // A file over the limit was not read at all; neither is it for its hash.
    const readable = given.size > 0 && given.size <= limits.maxFileBytes;
    hashes.push(readable ? await sha256(given, options.host, {}) : '');
  }
  return {
    inputs: inputs.map((input) => ({
      name: input.name,
      bytes: input.bytes,
      sha256: hashes[input.index],
      format: input.format,
      group: input.group,
      timeNanos: input.timeNanos,
      ok: input.ok,
      error: input.error,
      warnings: [...input.warnings, ...(diagnosis.failures.get(input.index) ?? [])],
      ...summarise(input),
    })),
    findings: diagnosis.findings.map((finding) => {
      const guidance = guidanceOf(finding);
      return { finding, guidance, verify: verifyOf(finding, guidance[0], inputs) };
    }),
    missing: diagnosis.missing,
  };
}
