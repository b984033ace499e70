import { readFileSync } from 'node:fs';
import { bytesSource } from '@/lib/base/source';
import type { OpenRequest } from '@/lib/query/types';

/** A file of the project as a request, its bytes in memory. */
export function fileRequest(file: string, group?: string): OpenRequest {
  return { source: bytesSource(file, new Uint8Array(readFileSync(file))), group };
}

/** A text as a file in memory. */
export function textRequest(name: string, text: string): OpenRequest {
  return { source: bytesSource(name, new TextEncoder().encode(text)) };
}
