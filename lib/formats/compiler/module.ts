import { InputError } from '../../base/errors';
import { phrase } from '../../base/phrase';
import { type FormatModule, sniffBytes } from '../format';
import { readAll } from '../gzip/inflate';
import { decodeJsonNotes, decodeNotes, jsonHeader, noteLine } from './decode';

/** The compiler's notes on escape and inlining, as text or JSON. */
export const escapeNotesFormat: FormatModule = {
  id: 'escape-notes',
  sniff: ({ text }) => jsonHeader.test(text) || noteLine.test(text),
  async decode(source, context) {
    const bytes = await readAll(source, context);
    const start = new TextDecoder('latin1').decode(bytes.subarray(0, sniffBytes));
    const { table, warnings } = jsonHeader.test(start) ? decodeJsonNotes(bytes) : decodeNotes(bytes);
    if (table.count === 0) {
      throw new InputError({
        code: 'missing-data',
        message: phrase`the text holds no note of the compiler`,
        offset: 0,
        expected: phrase`./file.go:12:6: moved to heap: x`,
        hint: phrase`write it again with: go build -a -gcflags='-m=2' ./… 2> notes.txt`,
      });
    }
    return { parts: [{ kind: 'escape', format: 'escape-notes', table }], warnings };
  },
};
