/**
 * A binary heap whose order among equals is that of Go's container/heap, sift for sift: what a tool of Go picks from a heap, ties and all,
 * this one picks too.
 */
export class Heap<T> {
  /** In the heap's own order: the least at 0. */
  readonly items: T[];

  constructor(
    private readonly less: (a: T, b: T) => boolean,
    items: Iterable<T> = [],
  ) {
    this.items = [...items];
    for (let i = (this.items.length >> 1) - 1; i >= 0; i--) this.down(i, this.items.length);
  }

  get size(): number {
    return this.items.length;
  }

  push(item: T): void {
    this.items.push(item);
    this.up(this.items.length - 1);
  }

  /** Takes the least out; undefined where the heap is empty. */
  pop(): T | undefined {
    return this.remove(0);
  }

  /** Takes out what stands at a place of `items`; undefined where nothing does. */
  remove(at: number): T | undefined {
    if (at < 0 || at >= this.items.length) return undefined;
    const last = this.items.length - 1;
    if (at !== last) {
      this.swap(at, last);
      if (!this.down(at, last)) this.up(at);
    }
    return this.items.pop();
  }

  private up(from: number): void {
    for (let child = from; child > 0; ) {
      const parent = (child - 1) >> 1;
      if (!this.less(this.items[child], this.items[parent])) return;
      this.swap(parent, child);
      child = parent;
    }
  }

  /** True where the item moved. */
  private down(from: number, size: number): boolean {
    let parent = from;
    for (;;) {
      const left = 2 * parent + 1;
      if (left >= size) break;
      const right = left + 1;
      const child = right < size && this.less(this.items[right], this.items[left]) ? right : left;
      if (!this.less(this.items[child], this.items[parent])) break;
      this.swap(parent, child);
      parent = child;
    }
    return parent > from;
  }

  private swap(a: number, b: number): void {
    [this.items[a], this.items[b]] = [this.items[b], this.items[a]];
  }
}
