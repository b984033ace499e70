import type { ScavColumns } from '../../model/gclog';
import { GrowingFloat64 } from '../growing';
import type { LineReader } from './line-reader';

/**
 * `scav` lines (runtime/mgcscavenge.go printScavTrace). Forms:
 *
 *     scav 128 KiB work (bg), 0 KiB work (eager), 3128 KiB now, 52% util        Go 1.21 and later
 *     scav 5 KiB work, 3128 KiB total, 52% util                                 Go 1.14–1.20
 */
export class ScavLines {
  private readonly offset = new GrowingFloat64();
  private readonly background = new GrowingFloat64();
  private readonly eager = new GrowingFloat64();
  private readonly released = new GrowingFloat64();
  private readonly utilisation = new GrowingFloat64();

  get count(): number {
    return this.offset.length;
  }

  /** Reads at `scav `; false where no such line stands here. */
  read(line: LineReader): boolean {
    const offset = line.offset;
    line.want('scav ');
    const first = line.number();
    line.want(' KiB work');
    if (!line.ok) return false;
    let eager = -1;
    if (line.has(' (bg), ')) {
      eager = line.number();
      line.want(' KiB work (eager), ');
    } else line.want(', ');
    const released = line.number();
    if (!line.has(' KiB now, ')) line.want(' KiB total, ');
    const utilisation = line.number();
    line.want('% util');
    if (!line.ok) return false;
    this.offset.push(offset);
    this.background.push(first * 1024);
    this.eager.push(eager < 0 ? -1 : eager * 1024);
    this.released.push(released * 1024);
    this.utilisation.push(utilisation);
    return true;
  }

  finish(): ScavColumns {
    return {
      count: this.count,
      offset: this.offset.finish(),
      backgroundBytes: this.background.finish(),
      eagerBytes: this.eager.finish(),
      releasedBytes: this.released.finish(),
      utilisationPercent: this.utilisation.finish(),
    };
  }
}
