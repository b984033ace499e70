/**
 * dependency-cruiser 16 parses with swc and never says that a file is TSX. Loaded before it (`node --require`), this says so by the
 * file's name; nothing else changes.
 */
const swc = require('@swc/core');

const { parseFileSync } = swc;
swc.parseFileSync = (file, options) => parseFileSync(file, { ...options, tsx: file.endsWith('.tsx') });
