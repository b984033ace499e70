type Numbers = Float64Array | Uint32Array;

/** A column that grows by doubling: a decoder of text does not know how many lines there are. */
class Growing<Column extends Numbers> {
  length = 0;

  constructor(
    private readonly make: new (length: number) => Column,
    private data: Column = new make(256),
  ) {}

  push(value: number): void {
    if (this.length === this.data.length) {
      const wider = new this.make(this.data.length * 2);
      wider.set(this.data);
      this.data = wider;
    }
    this.data[this.length++] = value;
  }

  at(index: number): number {
    return this.data[index];
  }

  set(index: number, value: number): void {
    this.data[index] = value;
  }

  /** Exactly what was pushed; in the order of `rows` where given. */
  finish(rows?: Uint32Array): Column {
    if (!rows) return this.data.slice(0, this.length) as Column;
    const out = new this.make(rows.length);
    for (let i = 0; i < rows.length; i++) out[i] = this.data[rows[i]];
    return out;
  }
}

export class GrowingUint32 extends Growing<Uint32Array> {
  constructor() {
    super(Uint32Array);
  }
}

export class GrowingFloat64 extends Growing<Float64Array> {
  constructor() {
    super(Float64Array);
  }
}
