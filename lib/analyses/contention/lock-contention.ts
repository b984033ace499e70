import type { Analysis } from '../analysis';
import { contentionFindings, type Figures, type Words } from './findings';

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
      words: (_, figures, held) => (figures.inside ? wordsOfLibrary(figures, held) : wordsOfOwn(figures, held)),
    });
    const waiting = findings.some((finding) => finding.evidence.profile === 'block');
    const held = index.of('profile').some((part) => part.table.kind === 'mutex');
    return {
      findings,
      missing:
        waiting && !held
          ? [
              {
                input: { en: 'mutex profile', zh: 'mutex 剖析' },
                why: {
                  en: 'It shows who holds the lock while the others wait, after runtime.SetMutexProfileFraction(100) at the start of main.',
                  zh: '它显示在别人等待时是谁持有锁；需先在 main 开头调用 runtime.SetMutexProfileFraction(100)。',
                },
                how: 'curl -o mutex.pb.gz "http://localhost:6060/debug/pprof/mutex?seconds=30"',
              },
            ]
          : [],
    };
  },
};

function wordsOfOwn({ place, delay, mean, count, percent }: Figures, held: boolean): Words {
  return held
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
      };
}

/** The line holds no lock: what it calls does, and its critical section is not the user's to shorten. */
function wordsOfLibrary({ place, inside, delay, mean, count, percent }: Figures, held: boolean): Words {
  const remedy = {
    en: `The lock is that of the function called, not of this line: fewer calls at once, or more of what it guards (connections, clients, shards), shorten the wait.`,
    zh: `锁属于被调用的函数而非此行：减少同时调用，或增加它所保护的资源（连接、客户端、分片），等待就会缩短。`,
  };
  return {
    title: held
      ? {
          en: `A lock inside ${inside}, called at ${place}, made others wait ${delay}`,
          zh: `${inside} 内部的锁（在 ${place} 处调用）让其他 goroutine 等待了 ${delay}`,
        }
      : {
          en: `Goroutines waited ${delay} for a lock inside ${inside}, called at ${place}`,
          zh: `goroutine 为 ${inside} 内部的锁等待了 ${delay}（在 ${place} 处调用）`,
        },
    summary: {
      en: `${count} waits of ${mean} on average, ${percent} of ${held ? 'all lock waiting' : 'all blocking in the profile'}. ${remedy.en}`,
      zh: `共 ${count} 次等待，平均 ${mean}，占${held ? '全部锁等待' : '剖析中全部阻塞'}的 ${percent}。${remedy.zh}`,
    },
  };
}
