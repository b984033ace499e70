import type { ProfileTable } from '@/lib/model/profile';

/** What google/pprof's Profile.String prints (profile/profile.go), without time and duration lines when they are zero. */
export function profileString(table: ProfileTable): string {
  const { samples, locations, functions, strings } = table;
  const lines = table.comments.map((comment) => `Comment: ${comment}`);
  if (table.docUrl !== '') lines.push(`Doc: ${table.docUrl}`);
  lines.push(`PeriodType: ${table.periodType?.type ?? ''} ${table.periodType?.unit ?? ''}`, `Period: ${table.period}`);
  // %.4v cuts the text to four characters.
  if (table.durationNanos !== 0n) lines.push(`Duration: ${goDuration(table.durationNanos).slice(0, 4)}`);
  const head = table.sampleTypes.map(({ type, unit }) => `${type}/${unit}`).join(' ');
  lines.push('Samples:', head.trim());
  for (let s = 0; s < samples.count; s++) {
    const values = samples.values.map((column) => ` ${String(column[s]).padStart(10)}`).join('');
    const stack = Array.from(
      samples.locations.subarray(samples.locationStart[s], samples.locationStart[s + 1]),
      (location) => `${location + 1} `,
    );
    lines.push(`${values}: ${stack.join('')}`);
    for (let l = samples.labelStart[s]; l < samples.labelStart[s + 1]; l++) {
      const value = samples.labelStr[l] === 0 ? samples.labelNum[l] : strings[samples.labelStr[l]];
      lines.push(`                ${strings[samples.labelKey[l]]}:[${value}]`);
    }
  }
  lines.push('Locations');
  for (let l = 0; l < locations.count; l++) {
    const mapping = locations.mapping[l] < 0 ? '' : `M=${locations.mapping[l] + 1} `;
    const place = `${String(l + 1).padStart(6)}: 0x${locations.address[l].toString(16)} ${mapping}${locations.isFolded[l] === 1 ? '[F] ' : ''}`;
    if (locations.lineStart[l] === locations.lineStart[l + 1]) lines.push(place);
    for (let i = locations.lineStart[l]; i < locations.lineStart[l + 1]; i++) {
      const fn = locations.lineFunction[i];
      const name = strings[functions.name[fn]];
      const system = strings[functions.systemName[fn]];
      const text = `${name} ${strings[functions.filename[fn]]}:${locations.lineNumber[i]}:${locations.lineColumn[i]} s=${functions.startLine[fn]}`;
      lines.push(`${i === locations.lineStart[l] ? place : '             '}${text}${name === system ? '' : `(${system})`}`);
    }
  }
  lines.push('Mappings');
  table.mappings.forEach((mapping, m) => {
    const flags = `${mapping.hasFunctions ? '[FN]' : ''}${mapping.hasFilenames ? '[FL]' : ''}${mapping.hasLineNumbers ? '[LN]' : ''}${mapping.hasInlineFrames ? '[IN]' : ''}`;
    const range = [mapping.start, mapping.limit, mapping.offset].map((value) => `0x${value.toString(16)}`).join('/');
    lines.push(`${m + 1}: ${range} ${mapping.file} ${mapping.buildId} ${flags}`);
  });
  return `${lines.join('\n')}\n`;
}

/** Go's Duration.String for a second and more. */
function goDuration(nanos: bigint): string {
  const seconds = Number(nanos) / 1e9;
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = `${Number((seconds % 60).toFixed(9))}s`;
  if (hours > 0) return `${hours}h${minutes}m${rest}`;
  return minutes > 0 ? `${minutes}m${rest}` : rest;
}
