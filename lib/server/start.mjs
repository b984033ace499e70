import { buildPage, runNext } from './build.mjs';

/**
 * `npm start`: builds the page when its sources changed since the last build, then serves it. PORT (3000) and HOST (127.0.0.1: this machine
 * alone) come from the environment.
 */
const code = await buildPage();
if (code !== 0) process.exit(code);
const port = process.env.PORT || '3000';
const host = process.env.HOST || '127.0.0.1';
console.log(`gotriage: http://${host}:${port}`);
const ended = await runNext(['start', '-H', host, '-p', port]);
// Ctrl-C is how a server is meant to end.
process.exit(ended === 130 ? 0 : ended);
