import { existsSync } from 'node:fs';
import path from 'node:path';
import { defaultLimits } from '../base/limits';
import { type Language, languages, wantedLanguage } from '../base/localized';
import { phrase } from '../base/phrase';
import { HostFiles } from '../host/files';
import { createNodeHost } from '../host/host';
import { limitsFromEnvironment } from '../host/limits';
import { type Answer, answerTo, failure, type Question } from './answer';
import { RequestError } from './problems';
import { receive } from './receive';
import { ReportThreads } from './threads';
import { createTurns } from './turns';

/** A report takes one core and memory by the size of its input: two at once leave the server able to answer. */
const atOnce = 2;

/**
 * POST /api/v1/reports: the report of the files in the body. 200 as soon as one input was read (the others carry their errors in it); else
 * 413, 415 or 422 with the error and the inputs. Temporary files are gone when the answer is.
 *
 * @param folder where the bundled workers are; where they are not (a checkout that was not built) reports are made on this thread
 */
export function reportsEndpoint(folder: string): (request: Request) => Promise<Response> {
  const [reportWorker, traceWorker] = ['report-worker.cjs', 'trace-worker.mjs'].map((name) => path.resolve(folder, name));
  const inTurn = createTurns(atOnce);
  let ask: ((question: Question, signal: AbortSignal) => Promise<Answer>) | undefined;
  const asker = () => {
    // The bundler takes a path made up at run time for the whole project, and warns.
    if (existsSync(/* turbopackIgnore: true */ reportWorker)) {
      const threads = new ReportThreads(reportWorker, traceWorker);
      return threads.ask.bind(threads);
    }
    const machine = createNodeHost(traceWorker);
    return (question: Question, signal: AbortSignal) => answerTo(question, machine, signal);
  };
  return async (request) => {
    const host = new HostFiles();
    let language: Language = 'en';
    try {
      language = languageOf(request);
      refuseOtherOrigins(request);
      const limits = { ...defaultLimits, ...limitsFromEnvironment(process.env) };
      const files = await receive(request, host, limits);
      return await inTurn(async () => {
        ask ??= asker();
        return response(await ask({ files, limits, language }, request.signal));
      }, request.signal);
    } catch (error) {
      return response(failure(error, language));
    } finally {
      await host.close();
    }
  };
}

export const postReport = reportsEndpoint('dist');

function response({ status, body }: Answer): Response {
  return new Response(body, { status, headers: { 'content-type': 'application/json' } });
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
