/** A text on one line that a terminal shows and does not obey: names out of files may hold line breaks and control codes, which become `\xNN`. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, code);
}

/** The same of a text of several lines, whose line breaks and tabs are its own. */
export function printableLines(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, code);
}

function code(character: string): string {
  return `\\x${character.codePointAt(0)?.toString(16).padStart(2, '0')}`;
}
