import { expect, test } from 'vitest';
import { bestPath, commonTail, pathParts } from '@/lib/base/paths';

test('parts of paths of any system', () => {
  expect(pathParts('./a//b/c.go')).toEqual(['a', 'b', 'c.go']);
  expect(pathParts('C:\\src\\a.go')).toEqual(['C:', 'src', 'a.go']);
  expect(commonTail(pathParts('x/b/c.go'), pathParts('b/c.go'))).toBe(2);
});

test('the path that shares most of its end names the same file', () => {
  const file = 'gotriage.example/workloads/convert/faulty.go';
  expect(bestPath(file, ['other/faulty.go', 'src/convert/faulty.go', 'workloads/convert/faulty.go'])).toBe('workloads/convert/faulty.go');
  // A file alone, and the compiler's `./faulty.go`, say nothing of a folder.
  expect(bestPath(file, ['./faulty.go'])).toBe('./faulty.go');
  expect(bestPath('net/http/server.go', ['/usr/lib/go/src/net/http/server.go', 'my/http/server.go'])).toBe(
    '/usr/lib/go/src/net/http/server.go',
  );
  // The shorter of two that fit equally.
  expect(bestPath('a/b/c.go', ['x/y/z/b/c.go', 'x/b/c.go'])).toBe('x/b/c.go');
});

test('a file of the same name in another folder is another file', () => {
  expect(bestPath('a/util.go', ['b/util.go'])).toBeUndefined();
  expect(bestPath('a/util.go', ['a/other.go'])).toBeUndefined();
  expect(bestPath('a/util.go', [])).toBeUndefined();
});
