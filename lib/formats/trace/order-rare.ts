import { phrase } from '../../base/phrase';
import { GoState, ProcState } from '../../model/trace';
import { pushEvent } from './chunk';
import { Ev, GoStatus, ProcStatus, typeNames } from './kinds';
import { OrderBase } from './order-base';
import { Flag, GcState } from './order-state';

/** Wire status to GoState and ProcState (event.go tracev2GoStatus2GoState, tracev2ProcStatus2ProcState). */
const goStateOf = [GoState.Undetermined, GoState.Runnable, GoState.Running, GoState.Syscall, GoState.Waiting];
const procStateOf = [ProcState.Undetermined, ProcState.Running, ProcState.Idle, ProcState.Running, ProcState.Idle];

/**
 * What each seldom event does to the scheduler's state, and whether it may come now: internal/trace/order.go, one method for
 * each of its advance functions. The frequent events stand in order.ts.
 */
export class RareEvents extends OrderBase {
  /** Tries the head event of cursor `c` in the context of its thread; false when it has to wait. */
  protected rare(type: number, c: number, m: number, p: number, g: number): boolean {
    switch (type) {
      case Ev.ProcStatus:
        return this.procStatus(c, m, p, g);
      case Ev.ProcSteal:
        return this.procSteal(c, m, p, g);
      case Ev.GoStatus:
      case Ev.GoStatusStack:
        return this.goStatus(type, c, m, p, g);
      case Ev.GoCreateSyscall:
        return this.goCreateSyscall(c, m, p, g);
      case Ev.GoDestroySyscall:
        return this.goDestroySyscall(c, m, p, g);
      case Ev.GoSwitch:
      case Ev.GoSwitchDestroy:
        return this.goSwitch(type, c, m, p, g);
      case Ev.GCActive:
        return this.gcActive(c, m, p, g);
      case Ev.GCBegin:
        return this.gcBegin(c, m, p, g);
      case Ev.GCEnd:
        return this.gcEnd(c, m, p, g);
      case Ev.UserTaskBegin:
      case Ev.UserTaskEnd:
        return this.task(type, c, m, p, g);
      case Ev.UserRegionBegin:
      case Ev.UserRegionEnd:
        return this.region(type, c, m, p, g);
      case Ev.UserLog:
        this.need(c, m, p, g);
        return this.emit(type, c, m, p, g, -1, 0, this.arg(c, 0), this.string(c, this.arg(c, 1)), this.string(c, this.arg(c, 2)));
      case Ev.ProcsChange:
        this.need(c, m, p, g);
        return this.emit(type, c, m, p, g, -1, 0, this.arg(c, 0));
      case Ev.GoLabel:
        this.need(c, m, p, g);
        return this.emit(type, c, m, p, g, -1, 0, this.string(c, this.arg(c, 0)));
      case Ev.STWBegin:
      case Ev.STWEnd:
        return this.stop(type, c, m, p, g);
      case Ev.GCSweepActive:
      case Ev.GCMarkAssistActive:
        return this.rangeActive(type, c, m, p, g);
      case Ev.GCSweepBegin:
      case Ev.GCSweepEnd:
        return this.sweep(type, c, m, p, g);
      case Ev.GCMarkAssistBegin:
      case Ev.GCMarkAssistEnd:
        return this.assist(type, c, m, p, g);
      default:
        if (type < Ev.Span || type > Ev.GoroutineStackFree) throw this.bad(c, phrase`a ${typeNames[type]} event cannot be put in order`);
        this.needThread(c, m);
        return this.emit(type, c, m, p, g, -1, 0, this.arg(c, 0), this.arg(c, 1), this.arg(c, 2));
    }
  }

  private procStatus(c: number, m: number, p: number, g: number): boolean {
    const s = this.state;
    const id = this.arg(c, 0);
    const status = this.arg(c, 1);
    if (status < 1 || status > 4) throw this.bad(c, phrase`P ${id} has the invalid status ${status}`);
    let from: number = procStateOf[status];
    let to: number = procStateOf[status];
    let promoted = false;
    const slot = s.procs.add(id);
    const known = s.pStatus[slot];
    if (known !== 0) {
      if (status === ProcStatus.SyscallAbandoned && known === ProcStatus.Syscall) {
        promoted = true;
        from = ProcState.Running;
        to = ProcState.Running;
      } else if (known !== status) throw this.bad(c, phrase`P ${id} has status ${status} where ${known} was known`);
    } else {
      s.pStatus[slot] = status;
      s.pFlags[slot] = 0;
      from = this.gen === s.initialGen ? ProcState.Undetermined : ProcState.NotExist;
    }
    s.pSeq[slot] = 0;
    let [cm, cp, cg] = [m, p, g];
    if (promoted) {
      let found = -1;
      for (let i = 0; i < s.threads.count; i++) if (s.mKnown[i] && s.mP[i] === slot) found = i;
      if (found < 0) throw this.bad(c, phrase`no thread holds P ${id}, which is about to be stolen`);
      [cm, cp, cg] = [found, slot, s.mG[found]];
    }
    this.emit(Ev.ProcStatus, c, cm, cp, cg, slot, from * 8 + to);
    if (m >= 0 && (status === ProcStatus.Running || status === ProcStatus.Syscall)) s.mP[m] = slot;
    return true;
  }

  private procSteal(c: number, m: number, p: number, g: number): boolean {
    const s = this.state;
    const id = this.arg(c, 0);
    const seq = this.arg(c, 1);
    const slot = s.procs.find(id);
    if (slot < 0) return false;
    const old = s.pStatus[slot];
    if ((old !== ProcStatus.Syscall && old !== ProcStatus.SyscallAbandoned) || seq !== s.pSeq[slot] + 1) return false;
    this.needThread(c, m);
    s.pStatus[slot] = ProcStatus.Idle;
    s.pSeq[slot] = seq;
    const from = old === ProcStatus.SyscallAbandoned ? ProcState.Idle : ProcState.Running;
    if (old !== ProcStatus.SyscallAbandoned) {
      const victim = s.threads.find(this.arg(c, 2));
      if (victim < 0 || !s.mKnown[victim]) throw this.bad(c, phrase`P ${id} is stolen from a thread that does not exist`);
      if (s.mP[victim] !== slot) throw this.bad(c, phrase`P ${id} is stolen from a thread that does not hold it`);
      s.mP[victim] = -1;
    }
    return this.emit(Ev.ProcSteal, c, m, p, g, slot, from * 8 + ProcState.Idle);
  }

  private goStatus(type: number, c: number, m: number, p: number, g: number): boolean {
    const s = this.state;
    const id = this.arg(c, 0);
    const thread = this.arg(c, 1);
    const status = this.arg(c, 2);
    if (status < 1 || status > 4) throw this.bad(c, phrase`goroutine ${id} has the invalid status ${status}`);
    const slot = s.goroutines.add(id);
    const initial = this.gen === s.initialGen;
    let from: number = goStateOf[status];
    const known = s.gStatus[slot];
    if (known !== 0) {
      if (known !== status) throw this.bad(c, phrase`goroutine ${id} has status ${status} where ${known} was known`);
    } else if (initial) {
      s.gStatus[slot] = status;
      from = GoState.Undetermined;
    } else throw this.bad(c, phrase`goroutine ${id} has a status after the first generation but was never created`);
    s.gSeq[slot] = 0;
    let [cm, cg] = [m, g];
    if (status === GoStatus.Running && m >= 0) s.mG[m] = slot;
    if (status === GoStatus.Syscall) {
      if (thread === -1) throw this.bad(c, phrase`goroutine ${id} is in a syscall without a thread`);
      const other = s.threads.find(thread);
      if (m >= 0 && other === m) {
        if (!initial && g !== slot) throw this.bad(c, phrase`goroutine ${id} is in a syscall on a thread that runs another`);
        s.mG[m] = slot;
      } else {
        if (other >= 0 && s.mKnown[other]) {
          if (s.mG[other] !== slot) throw this.bad(c, phrase`goroutine ${id} is in a syscall on a thread that runs another`);
          cg = slot;
          cm = other;
        } else {
          cm = s.threads.add(thread);
          s.mKnown[cm] = 1;
          s.mG[cm] = slot;
          s.mP[cm] = -1;
        }
      }
    }
    return this.emit(type, c, cm, p, cg, slot, from * 8 + goStateOf[status]);
  }

  private goCreateSyscall(c: number, m: number, p: number, g: number): boolean {
    const s = this.state;
    const id = this.arg(c, 0);
    this.needThread(c, m);
    if (g >= 0) throw this.bad(c, phrase`a goroutine is created in a syscall on a thread that has one`);
    const slot = s.goroutines.add(id);
    if (s.gStatus[slot] !== 0) throw this.bad(c, phrase`goroutine ${id} is created in a syscall but exists already`);
    s.gStatus[slot] = GoStatus.Syscall;
    s.gSeq[slot] = 0;
    s.mG[m] = slot;
    return this.emit(Ev.GoCreateSyscall, c, m, p, g, slot, GoState.NotExist * 8 + GoState.Syscall);
  }

  private goDestroySyscall(c: number, m: number, p: number, g: number): boolean {
    const s = this.state;
    this.needThread(c, m);
    if (g < 0) throw this.bad(c, phrase`a goroutine ends in a syscall on a thread that has none`);
    if (s.gStatus[g] !== GoStatus.Syscall) throw this.bad(c, phrase`a goroutine ends in a syscall but is in none`);
    if (p >= 0 && s.pStatus[p] !== ProcStatus.Syscall) throw this.bad(c, phrase`a goroutine ends in a syscall on a P that is in none`);
    s.gStatus[g] = 0;
    if (s.gFlags[g]) s.clearGoroutine(g);
    s.mG[m] = -1;
    if (p >= 0) {
      s.pStatus[p] = ProcStatus.SyscallAbandoned;
      s.mP[m] = -1;
      pushEvent(this.chunk, Ev.ProcSteal, this.cursors.time[c], m, p, g, p, ProcState.Running * 8 + ProcState.Idle);
    }
    return this.emit(Ev.GoDestroySyscall, c, m, p, g, g, GoState.Syscall * 8 + GoState.NotExist);
  }

  private goSwitch(type: number, c: number, m: number, p: number, g: number): boolean {
    const s = this.state;
    this.need(c, m, p, g);
    if (s.gStatus[g] !== GoStatus.Running) throw this.bad(c, phrase`a goroutine that is not running switches to another`);
    const seq = this.arg(c, 1);
    const next = s.goroutines.find(this.arg(c, 0));
    if (next < 0 || s.gStatus[next] !== GoStatus.Waiting || seq !== s.gSeq[next] + 1) return false;
    const time = this.cursors.time[c];
    this.emit(type, c, m, p, g, next, GoState.Waiting * 8 + GoState.Runnable);
    if (type === Ev.GoSwitch) {
      s.gStatus[g] = GoStatus.Waiting;
      pushEvent(this.chunk, Ev.GoBlock, time, m, p, g, g, GoState.Running * 8 + GoState.Waiting);
    } else {
      s.gStatus[g] = 0;
      if (s.gFlags[g]) s.clearGoroutine(g);
      pushEvent(this.chunk, Ev.GoDestroy, time, m, p, g, g, GoState.Running * 8 + GoState.NotExist);
    }
    s.gStatus[next] = GoStatus.Running;
    s.gSeq[next] = seq;
    s.mG[m] = next;
    pushEvent(this.chunk, Ev.GoStart, time, m, p, -1, next, GoState.Runnable * 8 + GoState.Running);
    return true;
  }

  private gcActive(c: number, m: number, p: number, g: number): boolean {
    const s = this.state;
    const seq = this.arg(c, 0);
    if (this.gen === s.initialGen) {
      if (s.gcState !== GcState.Undetermined) throw this.bad(c, phrase`an active GC is reported after other GC events`);
      s.gcState = GcState.Running;
    } else {
      if (seq !== s.wide.next(s.gcSeq)) return false;
      if (s.gcState !== GcState.Running) throw this.bad(c, phrase`a GC is reported active while none runs`);
      this.need(c, m, p, g);
    }
    s.gcSeq = seq;
    return this.emit(Ev.GCActive, c, m, p, g);
  }

  private gcBegin(c: number, m: number, p: number, g: number): boolean {
    const s = this.state;
    const seq = this.arg(c, 0);
    if (s.gcState !== GcState.Undetermined) {
      if (seq !== s.wide.next(s.gcSeq)) return false;
      if (s.gcState === GcState.Running) throw this.bad(c, phrase`a GC begins while one runs`);
      this.need(c, m, p, g);
    }
    s.gcSeq = seq;
    s.gcState = GcState.Running;
    return this.emit(Ev.GCBegin, c, m, p, g);
  }

  private gcEnd(c: number, m: number, p: number, g: number): boolean {
    const s = this.state;
    const seq = this.arg(c, 0);
    if (seq !== s.wide.next(s.gcSeq)) return false;
    if (s.gcState !== GcState.Running) throw this.bad(c, phrase`a GC ends while none runs`);
    s.gcSeq = seq;
    s.gcState = GcState.NotRunning;
    this.need(c, m, p, g);
    return this.emit(Ev.GCEnd, c, m, p, g);
  }

  private task(type: number, c: number, m: number, p: number, g: number): boolean {
    const { tasks, taskNames } = this.state;
    const id = this.arg(c, 0);
    const open = tasks.get(id);
    if (type === Ev.UserTaskBegin) {
      if (open) throw this.bad(c, phrase`task ${id} begins twice`);
      const name = this.string(c, this.arg(c, 2));
      const parent = this.arg(c, 1) === 0 ? -1 : this.arg(c, 1);
      tasks.set(id, { name: this.stringValues[name], parent });
      this.need(c, m, p, g);
      return this.emit(type, c, m, p, g, -1, 0, id, parent, name);
    }
    let name = 0;
    if (open) {
      tasks.delete(id);
      if (open.name !== '') name = taskNames.push(open.name) - 1;
    }
    this.need(c, m, p, g);
    return this.emit(type, c, m, p, g, -1, 0, id, open ? open.parent : -1, name);
  }

  private region(type: number, c: number, m: number, p: number, g: number): boolean {
    const s = this.state;
    this.need(c, m, p, g);
    const task = this.arg(c, 0);
    const name = this.string(c, this.arg(c, 1));
    const text = this.stringValues[name];
    if (s.gStatus[g] === 0) throw this.bad(c, phrase`a region belongs to a goroutine that does not exist`);
    let open = s.regions.get(g);
    if (type === Ev.UserRegionBegin) {
      if (!open) {
        open = [];
        s.regions.set(g, open);
        s.gFlags[g] |= Flag.Regions;
      }
      open.push({ task, name: text });
    } else if (open && open.length > 0) {
      const inner = open[open.length - 1];
      if (inner.task !== task || inner.name !== text) throw this.bad(c, phrase`region ${text} ends inside region ${inner.name}`);
      open.pop();
    }
    return this.emit(type, c, m, p, g, -1, 0, task, name);
  }

  private stop(type: number, c: number, m: number, p: number, g: number): boolean {
    const s = this.state;
    this.need(c, m, p, g);
    if (s.gStatus[g] === 0) throw this.bad(c, phrase`the world is stopped by a goroutine that does not exist`);
    const open = s.stops.get(g);
    if (type === Ev.STWBegin) {
      const kind = this.arg(c, 0);
      if (open?.includes(kind)) throw this.bad(c, phrase`the world is stopped twice for one reason`);
      if (open) open.push(kind);
      else s.stops.set(g, [kind]);
      s.gFlags[g] |= Flag.Stw;
      return this.emit(type, c, m, p, g, -1, 0, this.string(c, kind));
    }
    if (!open || open.length === 0) throw this.bad(c, phrase`the world is started that was not stopped`);
    const kind = open[0];
    open[0] = open[open.length - 1];
    open.pop();
    // The kind is the begin event's string id; across generations Go looks it up in the new table, and so does this.
    return this.emit(type, c, m, p, g, -1, 0, Math.max(0, this.strings.position(kind)));
  }

  private rangeActive(type: number, c: number, m: number, p: number, g: number): boolean {
    const s = this.state;
    const id = this.arg(c, 0);
    const sweep = type === Ev.GCSweepActive;
    const slot = (sweep ? s.procs : s.goroutines).find(id);
    const flags = sweep ? s.pFlags : s.gFlags;
    const bit = sweep ? Flag.Sweep : Flag.Assist;
    if (slot < 0 || (sweep ? s.pStatus : s.gStatus)[slot] === 0) throw this.bad(c, phrase`${id} is in a range but was never seen`);
    if (this.gen === s.initialGen) {
      if (flags[slot] & bit) throw this.bad(c, phrase`${id} is in one range twice`);
      flags[slot] |= bit;
    } else if (!(flags[slot] & bit)) throw this.bad(c, phrase`${id} is in a range that never began`);
    return this.emit(type, c, m, p, g, slot);
  }

  private sweep(type: number, c: number, m: number, p: number, g: number): boolean {
    const { pFlags } = this.state;
    this.needProc(c, m, p);
    if (type === Ev.GCSweepBegin) {
      if (pFlags[p] & Flag.Sweep) throw this.bad(c, phrase`a sweep begins inside a sweep`);
      pFlags[p] |= Flag.Sweep;
      return this.emit(type, c, m, p, g, p);
    }
    if (!(pFlags[p] & Flag.Sweep)) throw this.bad(c, phrase`a sweep ends that never began`);
    pFlags[p] &= ~Flag.Sweep;
    return this.emit(type, c, m, p, g, p, 0, this.arg(c, 0), this.arg(c, 1));
  }

  private assist(type: number, c: number, m: number, p: number, g: number): boolean {
    const { gFlags, gStatus } = this.state;
    this.need(c, m, p, g);
    if (gStatus[g] === 0) throw this.bad(c, phrase`a mark assist belongs to a goroutine that does not exist`);
    if (type === Ev.GCMarkAssistBegin) {
      if (gFlags[g] & Flag.Assist) throw this.bad(c, phrase`a mark assist begins inside a mark assist`);
      gFlags[g] |= Flag.Assist;
    } else {
      if (!(gFlags[g] & Flag.Assist)) throw this.bad(c, phrase`a mark assist ends that never began`);
      gFlags[g] &= ~Flag.Assist;
    }
    return this.emit(type, c, m, p, g, g);
  }
}
