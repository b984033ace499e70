/** Strings kept once each; position 0 is ''. */
export class StringTable {
  readonly list: string[] = [''];
  private readonly positions = new Map<string, number>([['', 0]]);

  add(text: string): number {
    let at = this.positions.get(text);
    if (at === undefined) {
      at = this.list.length;
      this.list.push(text);
      this.positions.set(text, at);
    }
    return at;
  }
}
