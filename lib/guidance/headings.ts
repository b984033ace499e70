import type { Localized } from '../base/localized';
import type { Citation, DocumentId } from './types';

/** File names of the team's documents, which are not part of the project: a citation names file and heading so that the place is found. */
export const documentFiles: Readonly<Record<DocumentId, string>> = {
  D0: '000_bded8119aea2f034.txt',
  D1: '001_20135312e36aabdb.txt',
  D2: '002_0772a84e70b8b776.txt',
  D3: '003_5233fd997af0b465.txt',
  D4: '004_9c4846300ffc77f2.txt',
};

/**
 * The headings that the catalogue cites, as the documents print them (without Markdown's # and **), by a short key. D4 counts two parts of
 * its own: 一 is its knowledge part, 二 its questions, so a key names both.
 */
export const headings = {
  D0: {
    '2.1': { zh: '2.1 Goroutine 的调度：M:P:G 模型', en: '2.1 Scheduling goroutines: the M:P:G model' },
    '2.2': { zh: '2.2 Channel：不只是数据传递，更是并发同步', en: '2.2 Channels: synchronisation, not just data passing' },
    '2.3': {
      zh: '2.3 `select` 与 `context`：优雅地处理超时和取消',
      en: '2.3 `select` and `context`: timeouts and cancellation done gracefully',
    },
    '3': { zh: '第三关：性能之剑——内存管理与 GC 调优', en: 'Stage three: memory management and GC tuning' },
    '3.1': { zh: '3.1 内存分配与逃逸分析', en: '3.1 Memory allocation and escape analysis' },
    '3.2': { zh: '3.2 `sync.Pool`：临时对象的“回收站”', en: '3.2 `sync.Pool`: the recycling bin for temporary objects' },
  },
  D1: {
    '1.1': { zh: '1.1 `sync.WaitGroup`：如何优雅地等待“批量任务”完成？', en: '1.1 `sync.WaitGroup`: waiting for a batch of tasks' },
    '1.2': {
      zh: '1.2 `Channel` 与 `select`：构建可靠的异步任务处理管道',
      en: '1.2 `Channel` and `select`: a dependable asynchronous pipeline',
    },
    '1.3': { zh: '1.3 `Context`：微服务时代的救命稻草', en: '1.3 `Context`: the lifeline of the microservice age' },
    '2.1': { zh: '2.1 `sync.Pool`：榨干性能，减少GC压力', en: '2.1 `sync.Pool`: squeezing out performance, easing the GC' },
  },
  D2: {
    '1': { zh: '1. Goroutine 调度：不只是 `go func()` 那么简单', en: '1. Goroutine scheduling: more than `go func()`' },
    '2': { zh: '2. 内存管理：不只是 `new` 和 `make`', en: '2. Memory management: more than `new` and `make`' },
  },
  D3: {
    一: { zh: '一、核心原理与机制', en: '1. Core principles and mechanisms' },
    二: { zh: '二、通信与同步', en: '2. Communication and synchronisation' },
    三: { zh: '三、常用并发模式（务必会写）', en: '3. Common concurrency patterns' },
    四: { zh: '四、内存模型与 GC（与并发强相关）', en: '4. Memory model and GC' },
    五: { zh: '五、容器类型与并发陷阱', en: '5. Container types and concurrency traps' },
    六: { zh: '六、接口、错误与异常路径', en: '6. Interfaces, errors and exceptional paths' },
    七: { zh: '七、性能与诊断（并发相关）', en: '7. Performance and diagnosis' },
    八: { zh: '八、与异步 I/O/外部交互', en: '8. Asynchronous I/O and the outside world' },
    traps: { zh: '高频面试陷阱（要点速记）', en: 'Frequent traps' },
    'short-answers': { zh: '面试官常问的「短答」', en: 'Short answers to common questions' },
    exercises: { zh: '建议的自测题（5～10 分钟手写）', en: 'Suggested exercises' },
  },
  D4: {
    '一.1': { zh: '1. 并发模型', en: 'Part 1, 1. The concurrency model' },
    '一.2': { zh: '2. select底层实现', en: 'Part 1, 2. How select is implemented' },
    '一.3': { zh: '3. 内存管理与GC', en: 'Part 1, 3. Memory management and GC' },
    '一.4': { zh: '4. 核心数据结构', en: 'Part 1, 4. Core data structures' },
    '一.5': { zh: '5. interface底层实现与反射', en: 'Part 1, 5. Interfaces and reflection' },
    '一.8': { zh: '8. 锁的底层原理与使用场景', en: 'Part 1, 8. Locks: principles and uses' },
    '一.8(1)': { zh: '（1）互斥锁 Mutex', en: 'Part 1, 8 (1) Mutex' },
    '一.8(2)': { zh: '（2）读写锁 RWMutex', en: 'Part 1, 8 (2) RWMutex' },
    '一.8(3)': { zh: '（3）等待组 WaitGroup', en: 'Part 1, 8 (3) WaitGroup' },
    '一.9': { zh: '9. 内存管理与GC（扩展）', en: 'Part 1, 9. Memory management and GC, continued' },
    'gc-tuning': { zh: 'GC调优方法', en: 'Part 1, GC tuning' },
    '一.10': { zh: '10. context底层实现', en: 'Part 1, 10. How context is implemented' },
    '一.11': { zh: '11. defer底层机制', en: 'Part 1, 11. How defer works' },
    '二.1': { zh: '1、Goroutine泄漏排查方法', en: 'Part 2, 1. Tracking down a goroutine leak' },
    '二.3': { zh: '3、Channel阻塞条件与解决方法', en: 'Part 2, 3. When channels block, and what to do' },
    '二.4': { zh: '4、sync.Pool设计原理与使用陷阱', en: 'Part 2, 4. sync.Pool: design and traps' },
    '二.5': { zh: '5、接口与反射性能优化策略', en: 'Part 2, 5. Making interfaces and reflection faster' },
    reflection: { zh: '3、反射性能优化策略', en: 'Part 2, Making reflection faster' },
  },
} as const satisfies Record<DocumentId, Record<string, Localized>>;

/** A citation of one of the documents' headings. */
export function cite<D extends DocumentId>(document: D, key: keyof (typeof headings)[D] & string): Citation {
  const sections: Readonly<Record<string, Localized>> = headings[document];
  return { document, file: documentFiles[document], section: sections[key] };
}

/** A citation of advice that the documents do not hold: it names Go's own documentation instead. */
export function own(section: Localized): Citation {
  return { document: 'own', file: '', section };
}
