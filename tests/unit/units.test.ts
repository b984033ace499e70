import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { measurementLabel, percentage, scale, scaledLabel } from '@/lib/base/units';

// Recorded from google/pprof's internal/measurement (tables of measurement_test.go and runs of its functions).
describe('scale', () => {
  test.each([
    [1, 's', 'ms', 1000, 'ms'],
    [1, 'kb', 'b', 1024, 'B'],
    [1, 'kbyte', 'b', 1024, 'B'],
    [1, 'kilobyte', 'b', 1024, 'B'],
    [1, 'mb', 'kb', 1024, 'kB'],
    [1, 'gb', 'mb', 1024, 'MB'],
    [1024, 'gb', 'tb', 1, 'TB'],
    [1024, 'tb', 'pb', 1, 'PB'],
    [2048, 'mb', 'auto', 2, 'GB'],
    [3_100_000, 's', 'auto', 861.11, 'hrs'],
    [12, 's', 'nonsense', 12, 's'],
    [10, 'count', 'count', 10, ''],
    [10, 'samples', 'minimum', 10, ''],
    [10, 'things', 'widgets', 10, 'widgets'],
    [-5, 'kb', 'b', -5120, 'B'],
    [1, 'ns', 'auto', 1, 'ns'],
    [0, 'ns', 'auto', 0, 's'],
    [1, 'microsecond', 'ns', 1000, 'ns'],
  ])('%d %s in %s', (value, from, to, expected, unit) => {
    const scaled = scale(value, from, to);
    expect(scaled.value).toBeCloseTo(expected, 2);
    expect(scaled.unit).toBe(unit);
  });
});

describe('labels', () => {
  test.each([
    [0, 'bytes', '0'],
    [1, 'bytes', '1B'],
    [1536, 'bytes', '1.50kB'],
    [1024, 'bytes', '1kB'],
    [-1536, 'bytes', '-1.50kB'],
    [30_810_000, 'nanoseconds', '30.81ms'],
    [1_000_000_000, 'nanoseconds', '1s'],
    [3_600_000_000_000, 'nanoseconds', '1hrs'],
    [17, 'count', '17'],
    [2n ** 63n - 1n, 'bytes', '8192PB'],
    // Ties go to the even digit in Go.
    [1152, 'bytes', '1.12kB'],
    [1664, 'bytes', '1.62kB'],
    [1408, 'bytes', '1.38kB'],
  ])('%s %s', (value, unit, expected) => {
    expect(measurementLabel(value, unit)).toBe(expected);
  });

  test('a value too small for the unit', () => {
    expect(scaledLabel(1, 'bytes', 'gb')).toBe('0');
    expect(scaledLabel(-1, 'bytes', 'gb')).toBe('0');
    expect(scaledLabel(5_000_000, 'nanoseconds', 's')).toBe('0.01s');
  });
});

describe('percentage', () => {
  test.each([
    [1, 1, '  100%'],
    [9995, 10000, '  100%'],
    [9994, 10000, '99.94%'],
    [1, 100, ' 1.00%'],
    [999, 100_000, '    1%'],
    [5, 1000, '  0.5%'],
    [1, 3000, '0.033%'],
    [1, 1_000_000, '0.0001%'],
    [1, 100_000_000, '1e-06%'],
    [0, 5, '    0%'],
    [5, 0, '    0%'],
    [-1, 4, '25.00%'],
    [1, 800, ' 0.12%'],
    [3, 800, ' 0.38%'],
    [15, 1, '1500.00%'],
  ])('%d of %d', (value, total, expected) => {
    expect(percentage(value, total)).toBe(expected);
  });
});

function goRuns(): boolean {
  try {
    execFileSync('go', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

// The formatting of numbers, against Go's own fmt.
test.runIf(goRuns())('numbers are printed as Go prints them', () => {
  const values = Array.from({ length: 4000 }, (_, i) => {
    const random = ((Math.imul(i, 2654435761) >>> 0) / 2 ** 32) * 10 ** ((i % 9) - 6);
    return i % 4 === 0 ? Math.round(random * 1024) / 1024 : random;
  });
  const program = `package main
import ("bufio";"fmt";"os";"strconv")
func main() { s := bufio.NewScanner(os.Stdin); for s.Scan() { v, _ := strconv.ParseFloat(s.Text(), 64); fmt.Printf("%.2f %.2g\\n", v, v) } }
`;
  const folder = execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim();
  execFileSync('sh', ['-c', `cat > ${folder}/main.go`], { input: program });
  const out = execFileSync('go', ['run', `${folder}/main.go`], { input: values.map(String).join('\n'), encoding: 'utf8' })
    .trim()
    .split('\n');
  execFileSync('rm', ['-r', folder]);
  values.forEach((value, i) => {
    const [fixed, general] = out[i].split(' ');
    // Only percentages below 1 take the short form; labels take the other.
    const ratio = value / 100;
    if (ratio * 100 === value && value < 1) expect(percentage(ratio, 1).trim(), `${value}`).toBe(`${general}%`);
    expect(scaledLabel(value, 'x', 'x'), `${value}`).toBe(fixed === '0.00' ? '0' : `${fixed.replace(/\.00$/, '')}x`);
  });
});
