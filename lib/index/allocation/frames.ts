import type { EvidenceFrame } from '../../model/finding';
import type { ProfileTable } from '../../model/profile';
import type { Owner } from '../own-code';

/** One sample's frames, leaf first, inlined calls as frames of their own. The arrays are used again by the next call of `load`. */
export class Frames {
  readonly fn: number[] = [];
  readonly line: number[] = [];

  constructor(private readonly table: ProfileTable) {}

  load(sample: number): void {
    const { samples, locations } = this.table;
    this.fn.length = 0;
    this.line.length = 0;
    for (let i = samples.locationStart[sample]; i < samples.locationStart[sample + 1]; i++) {
      const location = samples.locations[i];
      for (let l = locations.lineStart[location]; l < locations.lineStart[location + 1]; l++) {
        this.fn.push(locations.lineFunction[l]);
        this.line.push(Number(locations.lineNumber[l]));
      }
    }
  }

  name(at: number): string {
    return this.table.strings[this.table.functions.name[this.fn[at]]];
  }

  file(at: number): string {
    return this.table.strings[this.table.functions.filename[this.fn[at]]];
  }

  /** As evidence shows them: at most `limit` frames. */
  evidence(owners: readonly Owner[], limit = 24): EvidenceFrame[] {
    return this.fn.slice(0, limit).map((fn, at) => ({
      function: this.name(at),
      file: this.file(at),
      line: this.line[at],
      own: owners[fn] === 'own',
    }));
  }

  /**
   * The frame that an allocation or a wait is laid at: the innermost of the user's own code; without one the innermost of another
   * module; without that the innermost that is not the runtime's. -1 for a stack of the runtime alone.
   */
  accountable(owners: readonly Owner[]): number {
    for (const owner of ['own', 'dependency', 'standard'] as const) {
      const at = this.fn.findIndex((fn) => owners[fn] === owner);
      if (at >= 0) return at;
    }
    return -1;
  }
}

/** Position of a sample type by name, -1 where the profile has none. */
export function sampleTypeAt(table: ProfileTable, type: string): number {
  return table.sampleTypes.findIndex((candidate) => candidate.type === type);
}
