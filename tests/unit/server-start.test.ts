import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';

async function start(port: string): Promise<{ readonly code: number; readonly told: string }> {
  const child = spawn(process.execPath, ['lib/server/start.mjs'], {
    env: { ...process.env, PORT: port, HOST: '127.0.0.1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [[code], told] = await Promise.all([once(child, 'exit'), text(child.stderr)]);
  return { code, told };
}

describe('npm start', () => {
  it('says before it builds anything that the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    try {
      const address = other.address();
      const port = typeof address === 'object' ? String(address?.port) : '';
      const { code, told } = await start(port);
      expect(told).toBe(
        `gotriage: cannot serve at 127.0.0.1:${port} (the port is in use): set PORT or HOST, for example PORT=8080 npm start\n`,
      );
      expect(code).toBe(1);
    } finally {
      other.close();
    }
  });

  it.each(['abc', '70000', '-1'])('takes %s for no port', async (port) => {
    const { code, told } = await start(port);
    expect(told).toContain('not a port');
    expect(code).toBe(1);
  });
});
