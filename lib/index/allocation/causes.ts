/**
 * Why memory is allocated, told from the frames between the allocation and the user's own code. Heap profiles leave out the
 * runtime's frames at the leaf (runtime/pprof/protomem.go writeHeapProto), so those of the library remain; CPU profiles and
 * other writers keep them.
 */
export const allocationCauses = [
  'slice-growth',
  'map-growth',
  'string-bytes',
  'reflect',
  'boxing',
  'buffer',
  'timer-loop',
  'pool-miss',
] as const;
export type AllocationCause = (typeof allocationCauses)[number];

/** Functions of the runtime by what the compiler calls them for (cmd/compile/internal/typecheck/_builtin/runtime.go). */
const runtimeFrames: readonly (readonly [RegExp, AllocationCause])[] = [
  [/^runtime\.growslice/, 'slice-growth'],
  [/^runtime\.(?:mapassign|makemap|hashGrow|growWork|evacuate|makeBucketArray|\(\*hmap\)\.)/, 'map-growth'],
  [/^internal\/runtime\/maps\.(?:\(\*(?:Map|table)\)\.(?:grow|rehash|split|growTo|PutSlot|putSlot)|new|New)/, 'map-growth'],
  [
    /^runtime\.(?:slicebytetostring|stringtoslicebyte|slicerunetostring|stringtoslicerune|concatstrings?\d?|concatbytes?\d?|rawstring|rawbyteslice|rawruneslice|intstring)/,
    'string-bytes',
  ],
  [/^runtime\.(?:convT|assertE2I)/, 'boxing'],
];

/** Functions of the library by what they allocate for, as the user's code calls them. */
const libraryFrames: readonly (readonly [RegExp, AllocationCause])[] = [
  [/^time\.(?:After|AfterFunc|NewTimer|NewTicker|Tick|newTimer)$/, 'timer-loop'],
  [/^(?:encoding\/(?:json|xml|gob|asn1)|reflect|text\/template|html\/template|internal\/reflectlite)\./, 'reflect'],
  [/^(?:fmt|log|log\/slog|errors)\./, 'boxing'],
  [/^bytes\.\(\*Buffer\)\.(?:String|ReadString)$|^strings\.Clone$|^bufio\.\(\*(?:Scanner\)\.Text|Reader\)\.ReadString)$/, 'string-bytes'],
  [/^(?:strconv|internal\/strconv)\.|^strings\.(?!NewReader|NewReplacer|\(\*Builder\))/, 'string-bytes'],
  [
    /^bytes\.\(\*Buffer\)|^bytes\.(?:growSlice|makeSlice|NewBuffer)|^bufio\.|^strings\.\(\*Builder\)|^io\.(?:ReadAll|Copy|copyBuffer)/,
    'buffer',
  ],
  [/^(?:slices\.(?:Grow|Insert|Concat|Collect|AppendSeq)|bytes\.(?:Split|Fields|genSplit|Join|Repeat))/, 'slice-growth'],
  [/^(?:maps\.(?:Clone|Collect|Copy)|sync\.\(\*Map\)|internal\/sync\.\(\*HashTrieMap)/, 'map-growth'],
];

export function runtimeCause(fn: string): AllocationCause | undefined {
  if (!fn.startsWith('runtime.') && !fn.startsWith('internal/runtime/')) return undefined;
  return runtimeFrames.find(([pattern]) => pattern.test(fn))?.[1];
}

/** The cause that a function of the library stands for when the user's code calls it. */
function libraryCause(fn: string): AllocationCause | undefined {
  return libraryFrames.find(([pattern]) => pattern.test(fn))?.[1];
}

/**
 * The cause of one stack (`name(i)` is frame i, leaf first; `own` the accountable frame). What the user's code called decides before
 * what that called in turn: json.Marshal stays reflection although a buffer grows inside of it.
 */
export function stackCause(name: (at: number) => string, own: number, frames: number): AllocationCause | undefined {
  if (own + 1 < frames && name(own + 1) === 'sync.(*Pool).Get') return 'pool-miss';
  for (let at = own - 1; at >= 0; at--) {
    const fn = name(at);
    if (fn === 'sync.(*Pool).Get') return 'pool-miss';
    // A deadline for each call is how it is meant: its timer is no loop's.
    if (/^context\.With(?:Timeout|Deadline)(?:Cause)?$/.test(fn)) return undefined;
    const cause = libraryCause(fn) ?? runtimeCause(fn);
    if (cause) return cause;
  }
  return undefined;
}

/**
 * The sizes of one line's allocations betray growth: append and maps allocate ever larger backing stores, most of them about
 * twice the one before (runtime/slice.go nextslicecap; internal/runtime/maps table.grow). Undefined where they do not, and where such steps hold
 * less than half of the bytes: text that becomes longer piece by piece stands in every size class, a few of which are far enough apart.
 * What grew to a size passed the smaller one: buffers made at once, mostly of 4 KiB and now and then of 2, are no steps, nor are sizes of less than 256
 * bytes that do not double. `sizes` are sizes with the bytes allocated in them, `period` the bytes that one sample stands for.
 */
export function growthBySize(
  sizes: readonly (readonly [size: number, bytes: number])[],
  period: number,
): 'slice-growth' | 'map-growth' | undefined {
  const bytesBySize = new Map(sizes);
  const sorted = [...bytesBySize.keys()].filter((size) => size > 0).sort((a, b) => a - b);
  let run = 0;
  let best = 0;
  let first = 0;
  let last = 0;
  for (let i = 1; i < sorted.length; i++) {
    const ratio = sorted[i] / sorted[i - 1];
    const least = sorted[i - 1] < doublingBelow ? 1.6 : 1.2;
    const samples = (size: number) => (bytesBySize.get(size) ?? 0) / period;
    const passed = (samples(sorted[i]) * sorted[i - 1]) / sorted[i];
    const enough = samples(sorted[i - 1]) >= passed - 2 * Math.sqrt(passed);
    run = ratio >= least && ratio <= 2.2 && enough ? run + 1 : 0;
    if (run <= best) continue;
    best = run;
    first = sorted[i - run];
    last = sorted[i];
  }
  if (best === 0 || (best === 1 && sorted.length > 2)) return undefined;
  // A single step is growth where it is a doubling.
  if (best === 1 && sorted[1] / sorted[0] < 1.9) return undefined;
  const bytesOf = (counts: (size: number) => boolean) => sizes.reduce((sum, [size, bytes]) => (counts(size) ? sum + bytes : sum), 0);
  if (2 * bytesOf((size) => size >= first && size <= last) < bytesOf(() => true)) return undefined;
  return best >= leastMapSteps && mapGroups.has(first) ? 'map-growth' : 'slice-growth';
}

/**
 * True where the objects of a line are the steps of slices that grow: each size at most about twice the one before, and never many more of a larger
 * size than of a smaller, since every slice passed the smaller ones. Copies (`append([]byte(nil), x...)`) call runtime.growslice too, once each, in
 * whatever sizes their originals have. `sizes` are sizes with the bytes allocated in them.
 */
export function growsInSteps(sizes: readonly (readonly [size: number, bytes: number])[]): boolean {
  const sorted = sizes.filter(([size, bytes]) => size > 0 && bytes > 0).sort((a, b) => a[0] - b[0]);
  if (sorted.length < leastSliceSteps) return false;
  for (let i = 1; i < sorted.length; i++) {
    const [smaller, larger] = [sorted[i - 1], sorted[i]];
    if (larger[0] / smaller[0] > 2.2 || larger[0] / smaller[0] < 1.2) return false;
    if (larger[1] / larger[0] > (smaller[1] / smaller[0]) * samplingSlack) return false;
  }
  return true;
}

/**
 * True where a line makes maps that never grow: most bytes beside the maps themselves are in objects of one size, that of a map's first room for eight
 * entries. What grew has tables of at least twice as much too, and passed a smaller one. `sizes` are sizes with the bytes allocated in them.
 */
export function makesSmallMaps(sizes: readonly (readonly [size: number, bytes: number])[]): boolean {
  const [room] = sizes.filter(([size]) => size !== mapHeader).sort((a, b) => b[1] - a[1]);
  if (room === undefined || room[1] <= 0 || room[0] < smallestRoom || room[0] > largestRoom) return false;
  const bytesOf = (from: number, to: number) =>
    sizes.reduce((sum, [size, bytes]) => (size >= from * room[0] && size <= to * room[0] ? sum + bytes : sum), 0);
  return bytesOf(1.6, Number.POSITIVE_INFINITY) <= grownPart * room[1] && bytesOf(0.4, 0.65) <= grownPart * room[1];
}

/** Size class of a map without its entries (internal/runtime/maps.Map, runtime.hmap before Go 1.24: 48 bytes both). */
const mapHeader = 48;
/** Eight entries: a byte and nothing for each at least, a key and a value in place of 128 bytes each at most (internal/abi MapMaxKeyBytes), in their size classes. */
const smallestRoom = 16;
const largestRoom = 2304;
/** Now and then a map is larger, and other things are made on the line. */
const grownPart = 0.1;

/** A slice doubles until it has 256 elements (runtime/slice.go nextslicecap), the smallest of which have a byte; a size class may round the smaller up by a fifth (40 to 48). */
const doublingBelow = 256;

/** Two sizes may be two originals by chance. */
const leastSliceSteps = 3;
/** Counts are estimates of samples: of sixteen samples a quarter is one standard error. */
const samplingSlack = 1.5;

/**
 * Size classes of a map's first group: 8 control bytes and 8 slots of 16, 24, 32, 40 or 48 bytes (internal/runtime/maps, group
 * layout), which no slice of a usual element begins with.
 */
const mapGroups = new Set([144, 208, 288, 352, 416]);
const leastMapSteps = 3;
