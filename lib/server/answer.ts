import { InputError, UsageError } from '../base/errors';
import type { Limits } from '../base/limits';
import type { Language } from '../base/localized';
import { phrase } from '../base/phrase';
import { HostFiles } from '../host/files';
import { failureIn, phraseIn } from '../messages/phrases';
import { openCase } from '../query/session';
import type { Host } from '../query/types';
import { errorOf } from '../report/build';
import { answerOfFailure, RequestError } from './problems';

/** A report that is asked for: files that lie on this machine, under the names that they came with. Plain data. */
export interface Question {
  readonly files: readonly { readonly name: string; readonly path: string; readonly size: number }[];
  readonly limits: Limits;
  readonly language: Language;
}

/** The body is JSON. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** What a thread says as soon as it has a question, before it begins with it. */
export const taken = 'taken';
export type FromThread = Answer | typeof taken;

/** The report, 200 as soon as one input was read (the others carry their errors in it); else 413, 415 or 422 with the error and the inputs. */
export async function answerTo({ files, limits, language }: Question, machine: Host, signal?: AbortSignal): Promise<Answer> {
  const host = new HostFiles();
  try {
    const requests = files.map(({ name, path, size }) => ({ source: host.source(name, path, size) }));
    const session = await openCase(requests, { limits, host: machine, signal });
    try {
      const report = await session.report({ language });
      if (report.inputs.some((input) => input.ok)) return json(200, report);
      const { status, error } = answerOfFailure(report.inputs);
      return json(status, { error, inputs: report.inputs });
    } finally {
      session.close();
    }
  } catch (error) {
    return failure(error, language);
  } finally {
    await host.close();
  }
}

/** What answers for an error; one that nobody foresaw is told in the server's log. */
export function failure(error: unknown, language: Language): Answer {
  if (error instanceof RequestError) return json(error.status, { error: errorOf(error.facts, language) });
  if (error instanceof InputError) return json(error.code === 'cancelled' ? 499 : 422, { error: errorOf(error.facts, language) });
  if (error instanceof UsageError) return json(500, { error: { code: 'internal', message: failureIn(language, error) } });
  console.error(error);
  return json(500, { error: { code: 'internal', message: phraseIn(language, phrase`the server failed; its log says more`) } });
}

function json(status: number, body: object): Answer {
  return { status, body: JSON.stringify(body) };
}
