const buckets = 1024;

/**
 * A distribution of time over mutator utilisation, built of uniform pieces (internal/trace/mud.go). It tracks where a given mass falls
 * while it grows, so that the curve knows when more points cannot matter.
 */
export class Distribution {
  private readonly edges: { x: number; delta: number; dirac: number }[] = [];
  private readonly histogram = new Float64Array(buckets);
  private bucket = 0;
  private sum = 0;

  constructor(private readonly mass: number) {
    this.track();
  }

  /** Adds `area` spread evenly over utilisations from a to b. */
  add(a: number, b: number, area: number): void {
    if (area === 0) return;
    const low = Math.min(a, b);
    const high = Math.max(a, b);
    if (low === high) this.edges.push({ x: low, delta: 0, dirac: area });
    else {
      const delta = area / (high - low);
      this.edges.push({ x: low, delta, dirac: 0 }, { x: high, delta: -delta, dirac: 0 });
    }
    this.fill(low, high, area);
    const threshold = this.bucket / buckets;
    if (low < threshold) {
      this.sum += high < threshold ? area : (area * (threshold - low)) / (high - low);
      if (this.sum >= this.mass) this.track();
    }
  }

  private fill(low: number, high: number, area: number): void {
    const h = this.histogram;
    const place = (x: number): [number, number] => {
      const at = Math.trunc(x * buckets);
      return at >= buckets ? [buckets - 1, 1] : [at, x * buckets - at];
    };
    const [from, fromPart] = place(low);
    const [to, toPart] = place(high);
    if (from === to) {
      h[from] += area;
      return;
    }
    const each = area / (high - low) / buckets;
    h[from] += each * (1 - fromPart);
    h[to] += each * toPart;
    for (let i = from + 1; i < to; i++) h[i] += each;
  }

  private track(): void {
    let sum = 0;
    for (let i = 0; i < buckets; i++) {
      const next = sum + this.histogram[i];
      if (next > this.mass) {
        this.bucket = i;
        this.sum = sum;
        return;
      }
      sum = next;
    }
    this.bucket = buckets;
    this.sum = sum;
  }

  /** An upper bound of the utilisation below which the tracked mass lies; undefined while there is less mass than that. */
  approximate(): number | undefined {
    return this.bucket === buckets ? undefined : (this.bucket + 1) / buckets;
  }

  /** The utilisation below which `mass` lies; the highest where there is less; NaN where there is none. */
  inverse(mass: number): number {
    if (this.edges.length === 0) return Number.NaN;
    this.edges.sort((a, b) => a.x - b.x);
    let sum = 0;
    let rate = 0;
    let x = 0;
    for (const edge of this.edges) {
      let next = sum + (edge.x - x) * rate;
      if (next >= mass) return rate === 0 ? edge.x : (mass - sum) / rate + x;
      next += edge.dirac;
      if (next >= mass) return edge.x;
      sum = next;
      x = edge.x;
      rate += edge.delta;
    }
    return x;
  }
}
