import type { Analysis } from '../analysis';
import { contentionFindings } from './findings';

/** Lines at which goroutines wait for a lock (block profile) or which hold one while others wait (mutex profile). */
export const lockContention: Analysis = {
  id: 'lock-contention',
  rules: ['lock-contention'],
  reads: ['profile'],
  run(index) {
    const findings = contentionFindings(index, {
      rule: 'lock-contention',
      kinds: ['lock'],
      profiles: ['mutex', 'block'],
      words: (_, { place, delay, mean, count, percent }, held) =>
        held
          ? {
              title: {
                en: `The lock let go at ${place} made others wait ${delay}`,
                zh: `在 ${place} 处释放的锁让其他 goroutine 等待了 ${delay}`,
              },
              summary: {
                en: `${count} waits of ${mean} on average, ${percent} of all lock waiting: what stands between Lock and this line is too long, or too many need the same lock.`,
                zh: `共 ${count} 次等待，平均 ${mean}，占全部锁等待的 ${percent}：Lock 与此行之间的临界区过长，或争用同一把锁的太多。`,
              },
            }
          : {
              title: { en: `Goroutines waited ${delay} for the lock at ${place}`, zh: `goroutine 在 ${place} 处等锁共 ${delay}` },
              summary: {
                en: `${count} waits of ${mean} on average, ${percent} of all blocking in the profile.`,
                zh: `共 ${count} 次等待，平均 ${mean}，占剖析中全部阻塞的 ${percent}。`,
              },
            },
    });
    const waiting = findings.some((finding) => finding.evidence.profile === 'block');
    const held = index.of('profile').some((part) => part.table.kind === 'mutex');
    return {
      findings,
      missing:
        waiting && !held
          ? [
              {
                input: 'mutex profile',
                why: {
                  en: 'It shows who holds the lock while the others wait, after runtime.SetMutexProfileFraction(100) at the start of main.',
                  zh: '它显示在别人等待时是谁持有锁；需先在 main 开头调用 runtime.SetMutexProfileFraction(100)。',
                },
                how: 'curl -o mutex.pb.gz "http://HOST/debug/pprof/mutex?seconds=30"',
              },
            ]
          : [],
    };
  },
};
