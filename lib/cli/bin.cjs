#!/usr/bin/env node
'use strict';

/**
 * Starts the bundled command with the compiled code that was kept when it was built: compiling it anew would take longer than a small report does.
 * A checkout that was not built is built first. A CommonJS file, which starts before Node's loader of ES modules does.
 */
const { existsSync, readFileSync } = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const dist = path.join(__dirname, '..', '..', 'dist');
const filename = path.join(dist, 'gotriage.cjs');

function load() {
  // The bundle is ASCII, and V8 takes Latin-1 as it is.
  const source = readFileSync(filename, 'latin1');
  const kept = `${filename}.cache`;
  // Made by this very version of V8, or V8 passes it over.
  const cachedData = existsSync(kept) ? readFileSync(kept) : undefined;
  const script = new vm.Script(`(function (exports, require, module) {${source}\n})`, { filename, cachedData });
  const bundle = { exports: {} };
  script.runInThisContext()(bundle.exports, require, bundle);
  return bundle.exports;
}

function build() {
  const { spawnSync } = require('node:child_process');
  const { status } = spawnSync(process.execPath, [path.join(__dirname, '..', 'host', 'build.mjs')], { stdio: ['ignore', 2, 2] });
  if (status === 0 && existsSync(filename)) return;
  process.stderr.write(`gotriage: the command could not be built in ${path.resolve(dist, '..')}\n`);
  process.exit(2);
}

if (!existsSync(filename)) build();
void load().main(path.join(dist, 'trace-worker.mjs'));
