/**
 * Builders for the catalogue's literals. Texts are written as lines of a readable length; an empty line parts paragraphs and a line that
 * starts with `- ` begins a list item.
 */

/** English: lines of one paragraph are joined by a space. */
export function en(...lines: readonly string[]): string {
  return join(lines, ' ');
}

/** Chinese: lines of one paragraph are joined without a space. */
export function zh(...lines: readonly string[]): string {
  return join(lines, '');
}

/** Commands of which each runs when the one before has succeeded. */
export function steps(...commands: readonly string[]): string {
  return commands.join(' && ');
}

function join(lines: readonly string[], glue: string): string {
  let text = '';
  for (const line of lines) {
    if (line === '') text += '\n\n';
    else if (line.startsWith('- ')) text += text === '' || text.endsWith('\n') ? line : `\n${line}`;
    else text += text === '' || text.endsWith('\n') ? line : glue + line;
  }
  return text;
}

/** Go source as written: escapes are the snippet's own but for a backtick's, and the line breaks around it are dropped. */
export function go(source: TemplateStringsArray): string {
  return source.raw[0].replaceAll('\\`', '`').replace(/^\n+/, '').replace(/\n+$/, '');
}
