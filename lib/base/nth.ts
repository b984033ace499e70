/** The value that would stand at `position` were the values sorted (Hoare's selection); they are moved about. NaN may not be among them. */
export function nthSmallest(values: Float64Array, position: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1];
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i > j) break;
      const held = values[i];
      values[i++] = values[j];
      values[j--] = held;
    }
    if (position <= j) high = j;
    else if (position >= i) low = i;
    else break;
  }
  return values[position];
}
