import { phrase } from '../../base/phrase';
import { GoState, ProcState } from '../../model/trace';
import type { EventChunk } from './chunk';
import { argCount, Ev, GoStatus, ProcStatus } from './kinds';
import { RareEvents } from './order-rare';
import { badOrder } from './order-state';
import { goSort } from './pdqsort';
import type { CpuSamples } from './tables';

const create = GoState.NotExist * 8 + GoState.Runnable;
const createBlocked = GoState.NotExist * 8 + GoState.Waiting;
const start = GoState.Runnable * 8 + GoState.Running;
const destroy = GoState.Running * 8 + GoState.NotExist;
const stop = GoState.Running * 8 + GoState.Runnable;
const block = GoState.Running * 8 + GoState.Waiting;
const unblock = GoState.Waiting * 8 + GoState.Runnable;
const syscallBegin = GoState.Running * 8 + GoState.Syscall;
const syscallEnd = GoState.Syscall * 8 + GoState.Running;
const syscallEndBlocked = GoState.Syscall * 8 + GoState.Runnable;
const procStart = ProcState.Idle * 8 + ProcState.Running;
const procStop = ProcState.Running * 8 + ProcState.Idle;

/** Room that one step may need in a chunk: a goroutine switch is three events. */
const slack = 4;

/**
 * Puts the events of one generation in the one order that internal/trace/reader.go ReadEvent and order.go Advance give, and
 * checks them as they do. Frequent events are handled in place, over local variables; the others in RareEvents.
 */
export class GenerationOrder extends RareEvents {
  private started = false;

  /** Fills the chunk; false once the generation has no more events. Throws InputError; the chunk then holds what came before. */
  run(chunk: EventChunk, samples: CpuSamples): boolean {
    this.chunk = chunk;
    this.state.reserve(chunk.capacity + slack);
    if (!this.started) {
      this.started = true;
      for (let c = 0; c < this.cursors.count; c++) if (this.cursors.first(c)) this.cursors.insert(c);
    }
    const { cursors, state } = this;
    const { heap, type: headType, time: headTime, args, thread, data: datas, pos: poss, start: starts, nsPerTick } = cursors;
    const { gStatus, gSeq, gFlags, pStatus, pSeq, mG, mP, mKnown, goroutines, procs } = state;
    const {
      type: outType,
      time: outTime,
      m: outM,
      p: outP,
      g: outG,
      res: outRes,
      trans: outTrans,
      stack: outStack,
      a0: outA0,
      a1: outA1,
    } = chunk;
    const stackDense = this.stacks.dense;
    const stackLength = stackDense.length;
    const stringDense = this.strings.dense;
    const stringLength = stringDense.length;
    const limit = chunk.capacity - slack;
    let n = chunk.count;
    let committed = n;
    let sampleTime = this.sampleTime(samples);
    let tried = 0;
    try {
      threads: while (n < limit) {
        if (cursors.heapSize === 0 && sampleTime === Number.POSITIVE_INFINITY) {
          chunk.count = n;
          return false;
        }
        if (tried === 0 && (cursors.heapSize === 0 || sampleTime < headTime[heap[0]])) {
          chunk.count = n;
          this.emitSample(samples);
          n = chunk.count;
          committed = n;
          sampleTime = this.sampleTime(samples);
          continue;
        }
        // One thread's events in a row, for as long as none of another thread comes before them: its state stays in local variables.
        const c = heap[tried];
        const m = thread[c];
        const first = 8 * c + 1;
        let until = Number.NEGATIVE_INFINITY;
        if (tried === 0) {
          const size = cursors.heapSize;
          until = sampleTime;
          if (size > 1 && headTime[heap[1]] < until) until = headTime[heap[1]];
          if (size > 2 && headTime[heap[2]] < until) until = headTime[heap[2]];
        }
        let type = headType[c];
        let time = headTime[c];
        let pos = poss[c];
        let data = datas[c];
        let p = -1;
        let g = -1;
        if (m >= 0) {
          mKnown[m] = 1;
          p = mP[m];
          g = mG[m];
        }
        for (;;) {
          let newP = p;
          let newG = g;
          let res = -1;
          let trans = 0;
          // Where the event's stack stands among the arguments; 0 for none. (The id itself, in a variable that is sometimes 0, would be boxed.)
          let stackAt = 0;
          let ready = true;
          switch (type) {
            case Ev.GoStart: {
              const slot = goroutines.findAt(args, first);
              const seq = args[first + 1];
              if (slot < 0 || gStatus[slot] !== GoStatus.Runnable || seq !== gSeq[slot] + 1) {
                ready = false;
                break;
              }
              if (m < 0 || p < 0) this.needProc(c, m, p);
              if (g >= 0) throw this.bad(c, phrase`a goroutine starts on a thread that runs another`);
              gStatus[slot] = GoStatus.Running;
              gSeq[slot] = seq;
              newG = slot;
              res = slot;
              trans = start;
              break;
            }
            case Ev.GoBlock:
            case Ev.GoStop:
            case Ev.GoDestroy: {
              if (m < 0 || p < 0 || g < 0) this.need(c, m, p, g);
              if (gStatus[g] !== GoStatus.Running) throw this.bad(c, phrase`a goroutine stops that is not running`);
              res = g;
              newG = -1;
              if (type === Ev.GoDestroy) {
                gStatus[g] = 0;
                if (gFlags[g] !== 0) state.clearGoroutine(g);
                trans = destroy;
                break;
              }
              if (type === Ev.GoStop) {
                gStatus[g] = GoStatus.Runnable;
                trans = stop;
              } else {
                gStatus[g] = GoStatus.Waiting;
                trans = block;
              }
              const reason = args[first];
              let position = reason >= 0 && reason < stringLength ? stringDense[reason] : -1;
              if (position < 0) position = this.stringAt(c, 0);
              outA0[n] = position;
              stackAt = first + 1;
              break;
            }
            case Ev.GoUnblock: {
              const slot = goroutines.findAt(args, first);
              const seq = args[first + 1];
              if (slot < 0 || gStatus[slot] !== GoStatus.Waiting || seq !== gSeq[slot] + 1) {
                ready = false;
                break;
              }
              gStatus[slot] = GoStatus.Runnable;
              gSeq[slot] = seq;
              res = slot;
              trans = unblock;
              stackAt = first + 2;
              break;
            }
            case Ev.GoCreate:
            case Ev.GoCreateBlocked: {
              if (m < 0 || p < 0) this.needProc(c, m, p);
              if (g >= 0 && gStatus[g] !== 0 && gStatus[g] !== GoStatus.Running)
                throw this.bad(c, phrase`a goroutine that is not running creates another`);
              const slot = goroutines.addAt(args, first);
              if (gStatus[slot] !== 0) throw this.bad(c, phrase`goroutine ${args[first]} is created but exists already`);
              const blocked = type === Ev.GoCreateBlocked;
              gStatus[slot] = blocked ? GoStatus.Waiting : GoStatus.Runnable;
              gSeq[slot] = 0;
              res = slot;
              trans = blocked ? createBlocked : create;
              const own = args[first + 1];
              const place = own >= 0 && own < stackLength ? stackDense[own] : -1;
              outA1[n] = place < 0 ? this.stackAt(c, 1) : place;
              stackAt = first + 2;
              break;
            }
            case Ev.GoSyscallBegin: {
              if (m < 0 || p < 0 || g < 0) this.need(c, m, p, g);
              if (gStatus[g] !== GoStatus.Running) throw this.bad(c, phrase`a goroutine enters a syscall that is not running`);
              if (pStatus[p] === 0) throw this.bad(c, phrase`a goroutine enters a syscall on a P that was never seen`);
              if (args[first] !== pSeq[p] + 1) throw this.bad(c, phrase`a goroutine enters a syscall out of sequence with its P`);
              gStatus[g] = GoStatus.Syscall;
              pStatus[p] = ProcStatus.Syscall;
              pSeq[p] = args[first];
              res = g;
              trans = syscallBegin;
              stackAt = first + 1;
              break;
            }
            case Ev.GoSyscallEnd: {
              if (m < 0 || p < 0 || g < 0) this.need(c, m, p, g);
              if (gStatus[g] !== GoStatus.Syscall) throw this.bad(c, phrase`a goroutine leaves a syscall that is in none`);
              if (pStatus[p] !== ProcStatus.Syscall) throw this.bad(c, phrase`a goroutine leaves a syscall on a P that is in none`);
              gStatus[g] = GoStatus.Running;
              pStatus[p] = ProcStatus.Running;
              res = g;
              trans = syscallEnd;
              break;
            }
            case Ev.GoSyscallEndBlocked: {
              if (p >= 0) {
                if (pStatus[p] === 0) throw this.bad(c, phrase`a goroutine leaves a syscall on a P that was never seen`);
                if (pStatus[p] === ProcStatus.Syscall) {
                  ready = false;
                  break;
                }
              }
              this.needThread(c, m);
              if (g < 0 || gStatus[g] !== GoStatus.Syscall) throw this.bad(c, phrase`a goroutine leaves a syscall that is in none`);
              gStatus[g] = GoStatus.Runnable;
              newG = -1;
              res = g;
              trans = syscallEndBlocked;
              break;
            }
            case Ev.ProcStart: {
              const slot = procs.findAt(args, first);
              const seq = args[first + 1];
              if (slot < 0 || pStatus[slot] !== ProcStatus.Idle || seq !== pSeq[slot] + 1 || p >= 0) {
                ready = false;
                break;
              }
              this.needThread(c, m);
              pStatus[slot] = ProcStatus.Running;
              pSeq[slot] = seq;
              newP = slot;
              res = slot;
              trans = procStart;
              break;
            }
            case Ev.ProcStop: {
              if (p < 0 || pStatus[p] === 0) throw this.bad(c, phrase`a P stops on a thread that holds none`);
              if (pStatus[p] !== ProcStatus.Running && pStatus[p] !== ProcStatus.Syscall)
                throw this.bad(c, phrase`a P stops that is not running`);
              pStatus[p] = ProcStatus.Idle;
              newP = -1;
              res = p;
              trans = procStop;
              break;
            }
            case Ev.HeapAlloc:
            case Ev.HeapGoal: {
              if (m < 0 || p < 0) this.needProc(c, m, p);
              outA0[n] = args[first];
              break;
            }
            default:
              if (m >= 0) {
                mP[m] = p;
                mG[m] = g;
              }
              chunk.count = n;
              ready = this.rare(type, c, m, p, g);
              if (m >= 0) {
                newP = mP[m];
                newG = mG[m];
              }
              trans = 255;
          }
          if (!ready) {
            poss[c] = pos;
            if (m >= 0) {
              mP[m] = p;
              mG[m] = g;
            }
            if (tried === 0) goSort(heap, cursors.heapSize, headTime);
            tried++;
            if (tried >= cursors.heapSize)
              throw badOrder(phrase`no event of the trace can come next: its threads wait for each other`, cursors.offset(c));
            continue threads;
          }
          if (trans === 255) n = chunk.count;
          else {
            let stack = 0;
            if (stackAt !== 0) {
              const id = args[stackAt];
              stack = id >= 0 && id < stackLength ? stackDense[id] : -1;
              if (stack < 0) stack = this.stackAt(c, stackAt - first);
            }
            outType[n] = type;
            outTime[n] = time;
            outM[n] = m;
            outP[n] = p;
            outG[n] = g;
            outRes[n] = res;
            outTrans[n] = trans;
            outStack[n] = stack;
            n++;
          }
          p = newP;
          g = newG;

          // Read the thread's next event: one varint for the time, one for each argument.
          if (pos === data.length) {
            if (m >= 0) {
              mP[m] = p;
              mG[m] = g;
            }
            if (!cursors.nextBatch(c)) {
              cursors.remove(tried);
              tried = 0;
              committed = n;
              continue threads;
            }
            pos = 0;
            data = datas[c];
            time = headTime[c];
          }
          starts[c] = pos;
          type = data[pos++];
          const count = argCount[type];
          if (count === 255) throw cursors.badEvent(c, type);
          let ticks = data[pos++];
          if (ticks >= 128) {
            const second = data[pos++];
            ticks = (ticks & 127) | ((second & 127) << 7);
            if (second >= 128) {
              const third = data[pos++];
              ticks |= (third & 127) << 14;
              if (third >= 128) {
                const fourth = data[pos++];
                ticks |= (fourth & 127) << 21;
                if (fourth >= 128) {
                  args[first - 1] = cursors.slow(c, pos - 4, true);
                  pos = cursors.slowEnd;
                  ticks = -1;
                }
              }
            }
          }
          const last = first + count;
          for (let i = first; i < last; i++) {
            let value = data[pos++];
            if (value >= 128) {
              const second = data[pos++];
              value = (value & 127) | ((second & 127) << 7);
              if (second >= 128) {
                const third = data[pos++];
                value |= (third & 127) << 14;
                if (third >= 128) {
                  const fourth = data[pos++];
                  value |= (fourth & 127) << 21;
                  if (fourth >= 128) {
                    args[i] = cursors.slow(c, pos - 4, false);
                    pos = cursors.slowEnd;
                    continue;
                  }
                }
              }
            }
            args[i] = value;
          }
          if (pos > data.length) throw cursors.cutEvent(c);
          if (ticks >= 0) {
            const ns = ticks * nsPerTick;
            time += ns < 2147483648 ? ns | 0 : Math.floor(ns);
          } else time += Math.floor(args[first - 1] * nsPerTick);
          if (!(time < 9007199254740992)) throw cursors.lateEvent(c);
          headType[c] = type;
          headTime[c] = time;
          committed = n;
          if (time <= until && n < limit) continue;
          poss[c] = pos;
          if (m >= 0) {
            mP[m] = p;
            mG[m] = g;
          }
          if (tried !== 0) cursors.update(tried);
          else if (time > until) cursors.siftDown(0);
          tried = 0;
          continue threads;
        }
      }
    } catch (error) {
      chunk.count = committed;
      throw error;
    }
    chunk.count = n;
    return true;
  }
}
