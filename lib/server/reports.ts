import path from 'node:path';
import { InputError, UsageError } from '../base/errors';
import { defaultLimits } from '../base/limits';
import { type Language, languages, wantedLanguage } from '../base/localized';
import { phrase } from '../base/phrase';
import { HostFiles } from '../host/files';
import { createNodeHost } from '../host/host';
import { limitsFromEnvironment } from '../host/limits';
import { failureIn } from '../messages/phrases';
import { openCase } from '../query/session';
import type { Host } from '../query/types';
import { errorOf } from '../report/build';
import { answerOfFailure, RequestError } from './problems';
import { receive } from './receive';
import { createTurns } from './turns';

/** Decoding takes one core and memory by the size of its input: two at once leave the server able to answer. */
const inTurn = createTurns(2);

/** One host for all requests: its workers are started once. The command's build has left the worker beside it. */
let shared: Host | undefined;
const nodeHost = () => {
  shared ??= createNodeHost(path.resolve('dist', 'trace-worker.mjs'));
  return shared;
};

/**
 * POST /api/v1/reports: the report of the files in the body. 200 as soon as one input was read (the others carry their errors in it); else
 * 413, 415 or 422 with the error and the inputs. Temporary files are gone when the answer is.
 */
export async function postReport(request: Request): Promise<Response> {
  const host = new HostFiles();
  let language: Language = 'en';
  try {
    language = languageOf(request);
    refuseOtherOrigins(request);
    const limits = { ...defaultLimits, ...limitsFromEnvironment(process.env) };
    const files = await receive(request, host, limits);
    return await inTurn(async () => {
      const session = await openCase(files, { limits, host: nodeHost(), signal: request.signal });
      try {
        const report = await session.report({ language });
        if (report.inputs.some((input) => input.ok)) return Response.json(report);
        const { status, error } = answerOfFailure(report.inputs);
        return Response.json({ error, inputs: report.inputs }, { status });
      } finally {
        session.close();
      }
    });
  } catch (error) {
    return failure(error, language);
  } finally {
    await host.close();
  }
}

/** A page of another site may not make this server work: browsers name the origin that a request comes from. */
function refuseOtherOrigins(request: Request): void {
  const origin = request.headers.get('origin');
  const host = request.headers.get('host');
  if (origin !== null && (!URL.canParse(origin) || new URL(origin).host !== host)) {
    throw new RequestError(
      403,
      'unreadable',
      phrase`requests from ${origin} are not answered`,
      phrase`use the page of this server, or a client that is no browser`,
    );
  }
}

/** ?lang= first, else the language of ours that Accept-Language wants most. */
function languageOf(request: Request): Language {
  const asked = new URL(request.url).searchParams.get('lang');
  if (asked !== null) {
    const known = languages.find((language) => language === asked);
    if (!known) throw new RequestError(400, 'bad-value', phrase`lang takes ${languages.join(', ')}, not ${JSON.stringify(asked)}`);
    return known;
  }
  return wantedLanguage(request.headers.get('accept-language')) ?? 'en';
}

function failure(error: unknown, language: Language): Response {
  if (error instanceof RequestError) return Response.json({ error: errorOf(error.facts, language) }, { status: error.status });
  if (error instanceof InputError)
    return Response.json({ error: errorOf(error.facts, language) }, { status: error.code === 'cancelled' ? 499 : 422 });
  if (error instanceof UsageError)
    return Response.json({ error: { code: 'internal', message: failureIn(language, error) } }, { status: 500 });
  console.error(error);
  return Response.json({ error: { code: 'internal', message: 'the server failed; its log says more' } }, { status: 500 });
}
