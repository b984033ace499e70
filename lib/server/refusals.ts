import { wantedLanguage } from '../base/localized';
import { type Phrase, phrase } from '../base/phrase';
import { failure } from './answer';
import { RequestError } from './problems';

/** 404: an address under /api that is none of the endpoints. */
export function noEndpoint(request: Request): Response {
  const { pathname } = new URL(request.url);
  return refuse(
    request,
    new RequestError(
      404,
      'bad-reference',
      phrase`there is no endpoint ${pathname}`,
      phrase`post captures to /api/v1/reports; /api/v1/openapi.json has the others`,
    ),
  );
}

/** 405: an endpoint by a method that is not its own. */
export function onlyTakes(method: 'GET' | 'POST'): (request: Request) => Response {
  const allow = method === 'GET' ? 'GET, HEAD, OPTIONS' : 'POST, OPTIONS';
  const hint: Phrase = phrase`send it as ${method}`;
  return (request) =>
    refuse(request, new RequestError(405, 'bad-value', phrase`the endpoint does not take ${request.method}`, hint), { allow });
}

function refuse(request: Request, error: RequestError, headers: Readonly<Record<string, string>> = {}): Response {
  const { status, body } = failure(error, wantedLanguage(request.headers.get('accept-language')) ?? 'en');
  return new Response(body, { status, headers: { 'content-type': 'application/json', ...headers } });
}
