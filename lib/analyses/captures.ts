/** Two goroutine dumps with ids, minutes and creation sites, some minutes apart. */
export const twoDumps =
  'curl -o goroutines.1.txt "http://localhost:6060/debug/pprof/goroutine?debug=2"; sleep 180; curl -o goroutines.2.txt "http://localhost:6060/debug/pprof/goroutine?debug=2"';
