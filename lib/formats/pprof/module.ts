import { ProfileField } from '../../../proto/profile.generated';
import type { ByteSource } from '../../base/source';
import type { DecodeResult } from '../../model/decoded';
import type { DecodeContext, FormatModule, Sniff } from '../format';
import { readAll } from '../gzip/inflate';
import { decodeProfile } from './decode';

/**
 * The pprof protobuf, gzip or raw. A protobuf has no magic number: the claim rests on the keys at the front of the file, which
 * must be fields of Profile with the right wire types, the first of them within their lengths.
 */
export const pprofFormat: FormatModule = {
  id: 'pprof',
  sniff: (input) => looksLikeProfile(input),
  async decode(source: ByteSource, context: DecodeContext): Promise<DecodeResult> {
    const bytes = await readAll(source, context);
    const { table, warnings } = decodeProfile(bytes, {
      name: source.name,
      checkpoint: () => context.signal?.throwIfAborted(),
      onProgress: (bytesDone) => context.onProgress?.({ stage: 'decode', file: source.name, bytesDone, bytesTotal: bytes.length }),
    });
    return { parts: [{ kind: 'profile', format: 'pprof', table }], warnings };
  },
};

const varintFields = new Set<number>([
  ProfileField.drop_frames,
  ProfileField.keep_frames,
  ProfileField.time_nanos,
  ProfileField.duration_nanos,
  ProfileField.period,
  ProfileField.default_sample_type,
  ProfileField.doc_url,
]);
const messageFields = new Set<number>([
  ProfileField.sample_type,
  ProfileField.sample,
  ProfileField.mapping,
  ProfileField.location,
  ProfileField.function,
  ProfileField.string_table,
  ProfileField.period_type,
]);

/** Fields looked at before the claim is made. */
const fieldsToTrust = 3;

function looksLikeProfile({ prefix }: Sniff): boolean {
  // Text begins with bytes that are keys by accident ('\n' is sample_type's): nothing printable alone makes a profile.
  if (isPlainText(prefix)) return false;
  let pos = 0;
  let fields = 0;
  let bytesOfText = 0;
  while (pos < prefix.length && fields < fieldsToTrust) {
    const key = prefix[pos++];
    const field = key >> 3;
    const wire = key & 7;
    if (
      key >= 128 ||
      !(
        (wire === 0 && (varintFields.has(field) || field === ProfileField.comment)) ||
        (wire === 2 && (messageFields.has(field) || field === ProfileField.comment))
      )
    ) {
      return false;
    }
    let value = 0;
    let shift = 0;
    for (;;) {
      if (pos >= prefix.length) return fields > 0;
      const byte = prefix[pos++];
      value += (byte & 127) * 2 ** shift;
      shift += 7;
      if (byte < 128) break;
      if (shift > 63) return wire === 0;
    }
    if (wire === 2) {
      if (field === ProfileField.sample_type && !isValueType(prefix.subarray(pos, pos + Math.min(value, 32)))) return false;
      bytesOfText += value;
      pos += value;
    }
    fields++;
  }
  return fields > 0 && (fields === fieldsToTrust || pos >= prefix.length || bytesOfText > 0);
}

/** A ValueType is at most two varint fields. */
function isValueType(bytes: Uint8Array): boolean {
  return bytes.length === 0 || bytes[0] === 0x08 || bytes[0] === 0x10;
}

/**
 * Lines of a log: a date's digits are keys by accident too ('2' is string_table's, '0' a length). A profile's ids, lengths and
 * types are small numbers: control bytes that no text holds.
 */
function isPlainText(prefix: Uint8Array): boolean {
  if (prefix.length < 16) return false;
  const end = Math.min(prefix.length, 4096);
  for (let at = 0; at < end; at++) {
    const byte = prefix[at];
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 27) return false;
  }
  return true;
}
