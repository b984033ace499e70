import { type Phrase, phrase } from '../base/phrase';

/** What the unpacking libraries say of damaged data, as phrases: their own English is the template. */
const known: ReadonlyMap<string, Phrase> = new Map(
  [
    // pako, after zlib's inflate.c
    phrase`header crc mismatch`,
    phrase`incorrect data check`,
    phrase`incorrect header check`,
    phrase`incorrect length check`,
    phrase`invalid bit length repeat`,
    phrase`invalid block type`,
    phrase`invalid code -- missing end-of-block`,
    phrase`invalid code lengths set`,
    phrase`invalid distance code`,
    phrase`invalid distance too far back`,
    phrase`invalid distances set`,
    phrase`invalid literal/length code`,
    phrase`invalid literal/lengths set`,
    phrase`invalid stored block lengths`,
    phrase`invalid window size`,
    phrase`too many length or distance symbols`,
    phrase`unknown compression method`,
    phrase`unknown header flags set`,
    phrase`data error`,
    phrase`buffer error`,
    phrase`stream error`,
    phrase`need dictionary`,
    // zip.js, the ERR_ constants that reading meets
    phrase`File format is not recognized`,
    phrase`End of central directory not found`,
    phrase`End of Zip64 central directory locator not found`,
    phrase`Central directory header not found`,
    phrase`Local file header not found`,
    phrase`Zip64 extra field not found`,
    phrase`Entry data out of bounds`,
    phrase`Overlapping entry found`,
    phrase`Invalid CRC32`,
    phrase`Invalid compressed data`,
    phrase`Invalid uncompressed size`,
    phrase`Split zip file`,
    phrase`Ambiguous archive`,
    phrase`Encrypted central directory is not supported`,
    // modern-tar
    phrase`Invalid tar header checksum.`,
    phrase`Invalid tar header.`,
    phrase`Invalid tar number.`,
    phrase`Invalid EOF.`,
    phrase`TAR number too large`,
    phrase`Tar archive is truncated.`,
    phrase`Tar metadata entry exceeds maximum size.`,
    phrase`Too many global attributes.`,
  ].map((told) => [told.template, told]),
);

/** Why a library gave up; in its own words where they are none of the known. */
export function libraryWords(error: unknown): Phrase | string {
  const text = error instanceof Error ? error.message : String(error);
  return known.get(text) ?? text;
}
