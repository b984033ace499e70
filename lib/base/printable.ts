/** A text on one line that a terminal shows and does not obey: names out of files may hold line breaks and control codes, which become `\xNN`. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => `\\x${character.codePointAt(0)?.toString(16).padStart(2, '0')}`);
}
