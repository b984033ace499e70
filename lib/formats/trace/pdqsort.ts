/**
 * Go's slices.SortFunc (pattern-defeating quicksort, zsortanyfunc.go) over a permutation, so that elements of equal key end up
 * in the very order Go leaves them in: it is not stable, and the order of events with equal times depends on it.
 */
export function goSort(items: Int32Array, count: number, key: Float64Array): void {
  pdqsort(items, key, 0, count, 32 - Math.clz32(count));
}

function swap(items: Int32Array, a: number, b: number): void {
  const held = items[a];
  items[a] = items[b];
  items[b] = held;
}

function insertionSort(items: Int32Array, key: Float64Array, a: number, b: number): void {
  for (let i = a + 1; i < b; i++) {
    for (let j = i; j > a && key[items[j]] < key[items[j - 1]]; j--) swap(items, j, j - 1);
  }
}

function siftDown(items: Int32Array, key: Float64Array, low: number, high: number, first: number): void {
  let root = low;
  for (;;) {
    let child = 2 * root + 1;
    if (child >= high) return;
    if (child + 1 < high && key[items[first + child]] < key[items[first + child + 1]]) child++;
    if (!(key[items[first + root]] < key[items[first + child]])) return;
    swap(items, first + root, first + child);
    root = child;
  }
}

function heapSort(items: Int32Array, key: Float64Array, a: number, b: number): void {
  const high = b - a;
  for (let i = Math.floor((high - 1) / 2); i >= 0; i--) siftDown(items, key, i, high, a);
  for (let i = high - 1; i >= 0; i--) {
    swap(items, a, a + i);
    siftDown(items, key, 0, i, a);
  }
}

const unknownHint = 0;
const increasingHint = 1;
const decreasingHint = 2;

function pdqsort(items: Int32Array, key: Float64Array, from: number, to: number, limitAtStart: number): void {
  let a = from;
  let b = to;
  let limit = limitAtStart;
  let wasBalanced = true;
  let wasPartitioned = true;
  for (;;) {
    const length = b - a;
    if (length <= 12) {
      insertionSort(items, key, a, b);
      return;
    }
    if (limit === 0) {
      heapSort(items, key, a, b);
      return;
    }
    if (!wasBalanced) {
      breakPatterns(items, a, b);
      limit--;
    }
    let [pivot, hint] = choosePivot(items, key, a, b);
    if (hint === decreasingHint) {
      reverseRange(items, a, b);
      pivot = b - 1 - (pivot - a);
      hint = increasingHint;
    }
    if (wasBalanced && wasPartitioned && hint === increasingHint && partialInsertionSort(items, key, a, b)) return;
    if (a > 0 && !(key[items[a - 1]] < key[items[pivot]])) {
      a = partitionEqual(items, key, a, b, pivot);
      continue;
    }
    const [mid, alreadyPartitioned] = partition(items, key, a, b, pivot);
    wasPartitioned = alreadyPartitioned;
    const leftLength = mid - a;
    const rightLength = b - mid;
    const balanceThreshold = Math.floor(length / 8);
    if (leftLength < rightLength) {
      wasBalanced = leftLength >= balanceThreshold;
      pdqsort(items, key, a, mid, limit);
      a = mid + 1;
    } else {
      wasBalanced = rightLength >= balanceThreshold;
      pdqsort(items, key, mid + 1, b, limit);
      b = mid;
    }
  }
}

function partition(items: Int32Array, key: Float64Array, a: number, b: number, pivot: number): [number, boolean] {
  swap(items, a, pivot);
  let i = a + 1;
  let j = b - 1;
  while (i <= j && key[items[i]] < key[items[a]]) i++;
  while (i <= j && !(key[items[j]] < key[items[a]])) j--;
  if (i > j) {
    swap(items, j, a);
    return [j, true];
  }
  swap(items, i, j);
  i++;
  j--;
  for (;;) {
    while (i <= j && key[items[i]] < key[items[a]]) i++;
    while (i <= j && !(key[items[j]] < key[items[a]])) j--;
    if (i > j) break;
    swap(items, i, j);
    i++;
    j--;
  }
  swap(items, j, a);
  return [j, false];
}

function partitionEqual(items: Int32Array, key: Float64Array, a: number, b: number, pivot: number): number {
  swap(items, a, pivot);
  let i = a + 1;
  let j = b - 1;
  for (;;) {
    while (i <= j && !(key[items[a]] < key[items[i]])) i++;
    while (i <= j && key[items[a]] < key[items[j]]) j--;
    if (i > j) break;
    swap(items, i, j);
    i++;
    j--;
  }
  return i;
}

function partialInsertionSort(items: Int32Array, key: Float64Array, a: number, b: number): boolean {
  let i = a + 1;
  for (let step = 0; step < 5; step++) {
    while (i < b && !(key[items[i]] < key[items[i - 1]])) i++;
    if (i === b) return true;
    if (b - a < 50) return false;
    swap(items, i, i - 1);
    if (i - a >= 2) {
      for (let j = i - 1; j >= 1; j--) {
        if (!(key[items[j]] < key[items[j - 1]])) break;
        swap(items, j, j - 1);
      }
    }
    if (b - i >= 2) {
      for (let j = i + 1; j < b; j++) {
        if (!(key[items[j]] < key[items[j - 1]])) break;
        swap(items, j, j - 1);
      }
    }
  }
  return false;
}

/** Scatters some elements with Go's own deterministic xorshift, seeded by the length. */
function breakPatterns(items: Int32Array, a: number, b: number): void {
  const length = b - a;
  if (length < 8) return;
  let random = BigInt(length);
  const modulus = 2 ** (32 - Math.clz32(length));
  const at = a + Math.floor(length / 4) * 2 - 1;
  for (let i = 0; i < 3; i++) {
    random ^= BigInt.asUintN(64, random << 13n);
    random ^= random >> 7n;
    random ^= BigInt.asUintN(64, random << 17n);
    let other = Number(random & BigInt(modulus - 1));
    if (other >= length) other -= length;
    swap(items, at - 1 + i, a + other);
  }
}

function choosePivot(items: Int32Array, key: Float64Array, a: number, b: number): [number, number] {
  const length = b - a;
  const quarter = Math.floor(length / 4);
  const state = { swaps: 0 };
  let i = a + quarter;
  let j = a + quarter * 2;
  let k = a + quarter * 3;
  if (length >= 8) {
    if (length >= 50) {
      i = median(items, key, i - 1, i, i + 1, state);
      j = median(items, key, j - 1, j, j + 1, state);
      k = median(items, key, k - 1, k, k + 1, state);
    }
    j = median(items, key, i, j, k, state);
  }
  if (state.swaps === 0) return [j, increasingHint];
  return state.swaps === 12 ? [j, decreasingHint] : [j, unknownHint];
}

function median(items: Int32Array, key: Float64Array, x: number, y: number, z: number, state: { swaps: number }): number {
  let a = x;
  let b = y;
  let c = z;
  if (key[items[b]] < key[items[a]]) {
    state.swaps++;
    [a, b] = [b, a];
  }
  if (key[items[c]] < key[items[b]]) {
    state.swaps++;
    [b, c] = [c, b];
  }
  if (key[items[b]] < key[items[a]]) {
    state.swaps++;
    [a, b] = [b, a];
  }
  return b;
}

function reverseRange(items: Int32Array, a: number, b: number): void {
  for (let i = a, j = b - 1; i < j; i++, j--) swap(items, i, j);
}
