import { grown } from '../../../base/grow';

/** Events of a v1 trace as columns, in any order. Ids and arguments by the convention of WideIds. */
export class V1Events {
  count = 0;
  private size = 4096;
  type = new Uint8Array(this.size);
  /** In ticks from the first batch's time; later in ns. */
  time = new Float64Array(this.size);
  g = new Float64Array(this.size);
  p = new Int32Array(this.size);
  stack = new Uint32Array(this.size);
  a0 = new Float64Array(this.size);
  a1 = new Float64Array(this.size);
  a2 = new Float64Array(this.size);
  a3 = new Float64Array(this.size);

  /** A new row; its arguments are 0. */
  add(type: number, time: number, g: number, p: number): number {
    const at = this.count++;
    if (at === this.size) {
      this.size *= 2;
      this.type = grown(this.type, this.size);
      this.time = grown(this.time, this.size);
      this.g = grown(this.g, this.size);
      this.p = grown(this.p, this.size);
      this.stack = grown(this.stack, this.size);
      this.a0 = grown(this.a0, this.size);
      this.a1 = grown(this.a1, this.size);
      this.a2 = grown(this.a2, this.size);
      this.a3 = grown(this.a3, this.size);
    }
    this.type[at] = type;
    this.time[at] = time;
    this.g[at] = g;
    this.p[at] = p;
    return at;
  }

  setArg(at: number, i: number, value: number): void {
    if (i === 0) this.a0[at] = value;
    else if (i === 1) this.a1[at] = value;
    else if (i === 2) this.a2[at] = value;
    else this.a3[at] = value;
  }
}
