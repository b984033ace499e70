import { benchFormat } from './bench/module';
import { escapeNotesFormat } from './compiler/module';
import type { FormatModule } from './format';
import { gctraceFormat, schedtraceFormat } from './godebug/module';
import { goroutineDumpFormat } from './goroutines';
import { lateLogFormat } from './goroutines/late-log';
import { legacyFormats } from './legacy/module';
import { pprofFormat } from './pprof/module';
import { traceFormat } from './trace/module';

/** Every format, most specific claim first: binary headers before text forms, text with a fixed first line before logs. */
export const formats: readonly FormatModule[] = [
  traceFormat,
  pprofFormat,
  ...legacyFormats,
  gctraceFormat,
  schedtraceFormat,
  goroutineDumpFormat,
  escapeNotesFormat,
  benchFormat,
  lateLogFormat,
];
