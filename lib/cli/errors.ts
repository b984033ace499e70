import type { InputErrorFacts } from '../base/errors';

/** One line for stderr: the file, the byte, what is wrong, what was expected, what to do. */
export function errorLine(name: string, error: InputErrorFacts): string {
  const parts = [`gotriage: ${name}`];
  if (error.offset !== undefined) parts.push(`byte ${error.offset}`);
  parts.push(`${error.code}: ${error.message}`);
  let line = parts.join(': ');
  if (error.expected) line = `${sentence(line)} Expected ${error.expected}.`;
  if (error.hint) line = `${sentence(line)} ${sentence(capital(error.hint))}`;
  return oneLine(line);
}

function sentence(text: string): string {
  return /[.!?。]$/.test(text) ? text : `${text}.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** File names and messages may hold line breaks and terminal control codes: neither may reach the terminal. */
export function oneLine(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => `\\x${character.codePointAt(0)?.toString(16).padStart(2, '0')}`);
}
