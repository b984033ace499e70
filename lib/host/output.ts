import { writeFile } from 'node:fs/promises';
import { UsageError } from '../base/errors';
import { phrase } from '../base/phrase';

/** Writes a result where the user said. Throws UsageError that names the file where that is impossible. */
export async function writeOutput(file: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(file, bytes);
  } catch (error) {
    throw new UsageError(phrase`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
