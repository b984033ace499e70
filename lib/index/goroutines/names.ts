/** Whose code a frame is: told from the function's package and the file's place, without a Go installation. */

/** First path elements of the standard library's import paths (GOROOT/src). */
const standardRoots = new Set(
  (
    'archive bufio bytes cmp compress container context crypto database debug embed encoding errors expvar flag fmt go hash html image ' +
    'index internal io iter log maps math mime net os path plugin reflect regexp runtime simd slices sort strconv strings structs sync syscall ' +
    'testing text time unicode unique unsafe vendor weak'
  ).split(' '),
);

/** The package of a symbol: what stands before the first dot after the last slash (cmd/link keeps `/` only in paths). */
export function packageOf(fn: string): string {
  // Type arguments may hold paths of their own.
  const bracket = fn.indexOf('[');
  const name = bracket < 0 ? fn : fn.slice(0, bracket);
  const slash = name.lastIndexOf('/');
  const dot = name.indexOf('.', slash + 1);
  return dot < 0 ? name : name.slice(0, dot);
}

export function isStandard(fn: string, file: string): boolean {
  const pkg = packageOf(fn);
  if (pkg === 'main') return false;
  const root = pkg.split('/', 1)[0];
  if (!standardRoots.has(root)) return pkg === 'panic' || pkg === 'non-Go function' || pkg === '';
  // A module may be named `log/…` or `text/…` too: its files then stand elsewhere (-trimpath prints GOROOT files as import paths).
  if (file === '' || root === 'runtime' || root === 'vendor') return true;
  return file.includes(`/src/${pkg}/`) || file.startsWith(`${pkg}/`) || file.includes('/src/runtime/') || file.startsWith('runtime/');
}

/** Code of another module: the module cache and vendor folders name versions. */
export function isDependency(file: string): boolean {
  return /@v\d|\/pkg\/mod\/|\/vendor\/|^vendor\//.test(file);
}

/** Frames that the runtime leaves out of debug=2 dumps (runtime/traceback.go showfuncinfo). */
export function isHiddenRuntime(fn: string): boolean {
  if (!fn.startsWith('runtime.')) return false;
  const rest = fn.slice(8);
  const receiver = /^\(?\*?([A-Za-z_]\w*)\)?\./.exec(rest);
  const last = rest.slice(rest.lastIndexOf('.') + 1);
  if (rest === 'gopanic') return false;
  return !(/^[A-Z]/.test(last) && (!receiver || /^[A-Z]/.test(receiver[1])));
}
