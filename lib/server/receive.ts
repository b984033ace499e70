import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { Busboy } from '@fastify/busboy';
import type { Limits } from '../base/limits';
import { phrase } from '../base/phrase';
import type { HostFiles } from '../host/files';
import type { OpenRequest } from '../query/types';
import type { Question } from './answer';
import { RequestError } from './problems';

/** The files of a request, each streamed to a temporary file: never is a body held whole. Names are only shown, nothing is written under them. */
export async function receive(request: Request, host: HostFiles, limits: Limits): Promise<Question['files']> {
  const declared = Number(request.headers.get('content-length') ?? Number.NaN);
  // One file at the limit and the form around it; without the header the stream itself is counted.
  if (declared > limits.maxFileBytes + formOverhead) throw tooLarge(limits.maxFileBytes);
  if (!request.body)
    throw new RequestError(
      400,
      'missing-data',
      phrase`the request has no body`,
      phrase`POST a capture as the body, or several as multipart/form-data files`,
    );
  const type = request.headers.get('content-type') ?? '';
  const body = Readable.fromWeb(request.body as NodeReadableStream<Uint8Array>);
  try {
    if (/^multipart\/form-data/i.test(type)) return await receiveForm(type, body, host, limits);
    const name = new URL(request.url).searchParams.get('name') || 'upload';
    return [accepted(await host.spool(name, body, limits.maxFileBytes))];
  } finally {
    body.destroy();
  }
}

const formOverhead = 1024 * 1024;

async function receiveForm(type: string, body: Readable, host: HostFiles, limits: Limits): Promise<Question['files']> {
  const form = createForm(type, limits);
  const files: Promise<OpenRequest>[] = [];
  const parts: Readable[] = [];
  let refusal: RequestError | undefined;
  let received = 0;
  const refuse = (error: RequestError) => {
    refusal ??= error;
    body.destroy(error);
  };
  body.on('data', (chunk: Uint8Array) => {
    received += chunk.length;
    if (received > limits.maxFileBytes + formOverhead) refuse(tooLarge(limits.maxFileBytes));
  });
  form.on('file', (_field, stream, name) => {
    parts.push(stream);
    // What ends a part early is told by the pipeline below; busboy also says it here, at times after everyone has gone.
    stream.on('error', () => undefined);
    files.push(
      host.spool(name || 'upload', stream, limits.maxFileBytes).then((request) => {
        const problem = problemOf(request);
        // Nobody reads the part any further, so the form would wait for ever.
        if (problem) refuse(problem);
        return request;
      }),
    );
  });
  // Before its parts fail of it: what is wrong is the form, not a file.
  form.on('error', (error) => refuse(badForm(error)));
  form.on('filesLimit', () =>
    refuse(
      new RequestError(
        413,
        'limit-exceeded',
        phrase`the form has more than ${limits.maxFiles} files`,
        phrase`send fewer, or raise GOTRIAGE_MAX_FILES`,
      ),
    ),
  );
  try {
    await pipeline(body, form);
  } catch (error) {
    // A part whose form breaks off would wait for its end for ever.
    for (const part of parts) part.destroy(error instanceof Error ? error : undefined);
    await Promise.allSettled(files);
    throw refusal ?? badForm(error);
  }
  const requests = (await Promise.all(files)).map(accepted);
  if (requests.length === 0) {
    throw new RequestError(
      400,
      'missing-data',
      phrase`the form holds no file`,
      phrase`send the captures as file fields: curl -F file=@heap.pb.gz …`,
    );
  }
  return requests;
}

function createForm(type: string, limits: Limits): InstanceType<typeof Busboy> {
  try {
    return new Busboy({
      headers: { 'content-type': type },
      preservePath: true,
      // curl and browsers name the file; a part without a file name is a plain field and none is expected.
      isPartAFile: (_field, _type, name) => name !== undefined,
      limits: { files: limits.maxFiles, fields: 100, fieldSize: 64 * 1024, headerPairs: 100 },
    });
  } catch (error) {
    throw badForm(error);
  }
}

function accepted(request: OpenRequest): Question['files'][number] {
  const problem = problemOf(request);
  if (problem) throw problem;
  const { name, path = '', size } = request.source;
  return { name, path, size };
}

function problemOf({ failure }: OpenRequest): RequestError | undefined {
  return (
    failure &&
    new RequestError(
      failure.code === 'too-large' ? 413 : 400,
      failure.code,
      failure.problem?.message ?? { template: failure.message, values: [] },
      failure.problem?.hint,
    )
  );
}

function tooLarge(maxBytes: number): RequestError {
  return new RequestError(
    413,
    'too-large',
    phrase`the request has more than ${maxBytes} bytes`,
    phrase`capture a shorter span (?seconds=), use the command line, or raise GOTRIAGE_MAX_FILE_BYTES`,
  );
}

function badForm(error: unknown): RequestError {
  if (error instanceof RequestError) return error;
  return new RequestError(
    400,
    'bad-header',
    phrase`the form cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    phrase`send multipart/form-data with its boundary, or one raw body`,
  );
}
