import { phrase } from '../../base/phrase';
import { type DecodeResult, type InputWarning, inputWarning } from '../../model/decoded';
import type { FormatModule } from '../format';
import { decodeTrace } from './decode';
import { looksLikeTrace } from './header';
import { decodeTraceParallel } from './parallel';

/** A smaller trace is read before workers have started. */
const parallelBytes = 4 * 1024 * 1024;

/** Execution traces of Go 1.11–1.26 (runtime/trace, `go test -trace`, /debug/pprof/trace, the flight recorder). */
export const traceFormat: FormatModule = {
  id: 'go-trace',
  ranges: true,
  sniff: ({ prefix }) => looksLikeTrace(prefix),
  async decode(source, context): Promise<DecodeResult> {
    const { generations } = context;
    const parallel = generations !== undefined && source.size >= parallelBytes;
    const table = parallel ? await decodeTraceParallel(source, generations, context) : await decodeTrace(source, context);
    const warnings: InputWarning[] = [];
    const { lost } = table;
    if (lost) {
      const told = phrase`${lost.bytes} bytes from byte ${lost.fromByte} on were lost: ${lost.phrase}`;
      warnings.push(inputWarning('trace-lost', told, lost.fromByte));
    } else if (table.generations.count === 0) {
      warnings.push(inputWarning('trace-empty', phrase`the trace holds no events: it was stopped, or copied, before it began`));
    }
    return { parts: [{ kind: 'trace', format: 'go-trace', table }], warnings };
  },
};
