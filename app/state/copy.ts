/**
 * Puts text on the clipboard. Text that comes later is handed over as a promise, because Safari forgets the click while it waits; over plain http
 * there is no clipboard but the old one.
 *
 * @throws Error where the browser refuses
 */
export async function copyText(text: string | Promise<string>): Promise<void> {
  const { clipboard } = navigator;
  if (!clipboard) {
    copyOldWay(await text);
    return;
  }
  if (typeof text !== 'string' && typeof ClipboardItem !== 'undefined' && clipboard.write) {
    const blob = text.then((known) => new Blob([known], { type: 'text/plain' }));
    await clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
    return;
  }
  await clipboard.writeText(await text);
}

function copyOldWay(text: string): void {
  const field = document.createElement('textarea');
  field.value = text;
  field.style.position = 'fixed';
  field.style.opacity = '0';
  // Inside of an open dialog the rest of the page cannot be selected.
  const place = document.querySelector('dialog[open]') ?? document.body;
  const before = document.activeElement;
  place.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  if (!done) throw new Error('the browser refused');
}
