/** Hand-made protobuf bytes for tests: nothing of the code under test. */
export type Piece = number | readonly Piece[];

/** A varint of any size, least significant bits first. */
export function varint(value: number | bigint): number[] {
  const out: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest >= 128n) {
    out.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  out.push(Number(rest));
  return out;
}

export const integer = (field: number, value: number | bigint): number[] => [...varint((field << 3) | 0), ...varint(value)];

export const message = (field: number, ...content: readonly (readonly number[])[]): number[] => {
  const body = content.flat();
  return [...varint((field << 3) | 2), ...varint(body.length), ...body];
};

export const text = (field: number, value: string): number[] => message(field, [...new TextEncoder().encode(value)]);

export const packed = (field: number, values: readonly (number | bigint)[]): number[] => message(field, values.flatMap(varint));

export const bytes = (...content: readonly (readonly number[])[]): Uint8Array => Uint8Array.from(content.flat());

/** Strings of a small valid profile: positions 0–6. */
export const strings = ['', 'cpu', 'nanoseconds', 'main.work', '/src/main.go', 'key', 'value'].flatMap((value) => text(6, value));
export const sampleType = message(1, integer(1, 1), integer(2, 2));
export const fn = (id: number | bigint): number[] =>
  message(5, integer(1, id), integer(2, 3), integer(3, 3), integer(4, 4), integer(5, 10));
export const location = (id: number | bigint, functionId: number | bigint, line = 12): number[] =>
  message(4, integer(1, id), integer(3, 0x1000), message(4, integer(1, functionId), integer(2, line)));
export const sample = (
  locations: readonly (number | bigint)[],
  values: readonly (number | bigint)[],
  ...labels: readonly number[][]
): number[] => message(2, packed(1, locations), packed(2, values), ...labels.map((label) => message(3, label)));
