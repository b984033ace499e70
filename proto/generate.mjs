// Writes profile.generated.ts: the field numbers of profile.proto as typed constants, for the decoder and the encoder that
// drive protobufjs's Reader and Writer themselves.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** @returns {string} the source of profile.generated.ts */
export function generate() {
  const { root } = protobuf.parse(readFileSync(here('profile.proto'), 'utf8'), { keepCase: true });
  const messages = root.lookup('gotriage.pprof').nestedArray;
  const blocks = messages.map((message) => {
    const fields = message.fieldsArray.map((field) => `  ${field.name}: ${field.id},`);
    return `export const ${message.name}Field = {\n${fields.join('\n')}\n} as const;`;
  });
  return `// Generated from profile.proto by generate.mjs. Change the .proto file instead.\n\n${blocks.join('\n\n')}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(here('profile.generated.ts'), generate());
