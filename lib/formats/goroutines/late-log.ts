import { InputError } from '../../base/errors';
import { phrase } from '../../base/phrase';
import { type FormatModule, sniffBytes } from '../format';
import { decodeLog } from '../godebug/module';

/**
 * A log whose dump or trace lines stand past the prefix that sniffing sees: a service's own lines may fill megabytes before
 * the crash, or one line of them may. Comes last, claims only text that goes on past the prefix, and says «unknown» where nothing is in it.
 */
export const lateLogFormat: FormatModule = {
  id: 'unknown',
  sniff: ({ prefix }) => prefix.length >= sniffBytes && isLogText(prefix),
  decode: async (source, context) => {
    try {
      return await decodeLog(source, context);
    } catch (error) {
      if (!(error instanceof InputError) || error.code !== 'missing-data') throw error;
      throw new InputError(
        {
          code: 'unknown-format',
          message: phrase`the text holds no goroutine, no gctrace line and no schedtrace line`,
          offset: 0,
          expected: phrase`a log with a goroutine dump, gctrace or schedtrace lines in it, or another capture`,
          hint: phrase`send the process SIGQUIT and keep its standard error, or capture /debug/pprof/goroutine?debug=2`,
        },
        { cause: error },
      );
    }
  },
};

/** A control byte now and then is a program's own: a bell, a form feed, what was in a value that it printed. */
const strayShare = 1 / 1024;

/**
 * Text, of whatever lines: one line may be longer than all that sniffing sees (a request's body, a value that it panicked with). Hardly a control
 * byte but those of layout and colour. A log that was cut off while it was written to (logrotate's copytruncate) begins with as many zero bytes
 * as it had had before.
 */
function isLogText(prefix: Uint8Array): boolean {
  const first = prefix.findIndex((byte) => byte !== 0);
  if (first < 0) return false;
  const text = prefix.subarray(first);
  let stray = 0;
  for (const byte of text) if (byte < 32 && byte !== 10 && byte !== 9 && byte !== 13 && byte !== 27) stray++;
  return stray <= text.length * strayShare && isUtf8(text);
}

/** Also where the last character is cut. */
function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
