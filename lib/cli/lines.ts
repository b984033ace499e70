import type { Io } from './command';

const batchCharacters = 64 * 1024;

/** Writes lines in batches, waiting for the reader between them: a million lines need no more memory than a few thousand. */
export async function writeLines(io: Io, lines: Iterable<string> | AsyncIterable<string>): Promise<void> {
  let batch: string[] = [];
  let size = 0;
  const flush = async () => {
    await io.out(batch.join(''));
    batch = [];
    size = 0;
  };
  for await (const line of lines) {
    batch.push(line, '\n');
    size += line.length + 1;
    if (size >= batchCharacters) await flush();
  }
  if (size > 0) await flush();
}
