/** Small settings of the page, kept by this browser where it keeps anything: one that blocks all storage throws at the mere look. */
export function readSetting(name: string): string | undefined {
  try {
    return localStorage.getItem(name) ?? undefined;
  } catch {
    return undefined;
  }
}

export function keepSetting(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // The setting holds until the page is left.
  }
}
