import { createServer } from 'node:net';
import { buildPage, runNext } from './build.mjs';

/**
 * `npm start`: builds the page when its sources changed since the last build, then serves it. PORT (3000) and HOST (127.0.0.1: this machine
 * alone) come from the environment.
 */
const port = process.env.PORT || '3000';
const host = process.env.HOST || '127.0.0.1';
// Before the build: whoever waited for it should not hear of this at its end.
const refused = await refusal();
if (refused) {
  console.error(`gotriage: cannot serve at ${host}:${port} (${refused}): set PORT or HOST, for example PORT=8080 npm start`);
  process.exit(1);
}
const code = await buildPage();
if (code !== 0) process.exit(code);
console.log(`gotriage: http://${host}:${port}`);
const ended = await runNext(['start', '-H', host, '-p', port]);
// Ctrl-C is how a server is meant to end.
process.exit(ended === 130 ? 0 : ended);

/** Why the address cannot be listened on; undefined where it can. */
function refusal() {
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) return 'not a port';
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error) => resolve(error.code === 'EADDRINUSE' ? 'the port is in use' : error.message));
    probe.listen({ host, port: Number(port) }, () => probe.close(() => resolve(undefined)));
  });
}
