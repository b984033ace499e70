import { InputError } from '../../base/errors';
import { phrase } from '../../base/phrase';
import { type FormatModule, sniffBytes } from '../format';
import { decodeLog } from '../godebug/module';

/**
 * A log whose dump or trace lines stand past the prefix that sniffing sees: a service's own lines may fill megabytes before
 * the crash. Comes last, claims only text that goes on past the prefix, and says «unknown» where nothing is in it.
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

/** Lines of text: no control bytes but those of layout and colour, and line feeds as often as lines need them. */
function isLogText(prefix: Uint8Array): boolean {
  let lines = 0;
  for (const byte of prefix) {
    if (byte === 10) lines++;
    else if (byte < 32 && byte !== 9 && byte !== 13 && byte !== 27) return false;
  }
  return lines >= 8;
}
