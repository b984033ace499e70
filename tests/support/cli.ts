import { Readable } from 'node:stream';
import { run } from '@/lib/cli/run';

export interface CliResult {
  readonly code: number;
  readonly out: string;
  readonly bytes: Uint8Array;
  /** Lines of standard error. */
  readonly err: readonly string[];
}

/** Runs one `gotriage` command line in this process, through the same code as the bundle. */
export async function gotriage(
  words: readonly string[],
  options: { readonly stdin?: Uint8Array | string; readonly environment?: Readonly<Record<string, string>> } = {},
): Promise<CliResult> {
  const out: string[] = [];
  const err: string[] = [];
  const bytes: Buffer[] = [];
  const code = await run(words, {
    stdin: Readable.from(options.stdin === undefined ? [] : [Buffer.from(options.stdin)]),
    out: async (text) => {
      out.push(text);
    },
    bytes: async (data) => {
      bytes.push(Buffer.from(data));
    },
    err: (line) => err.push(line),
    environment: options.environment ?? {},
    signal: new AbortController().signal,
  });
  return { code, out: out.join(''), bytes: Buffer.concat(bytes), err };
}
