import { spawn } from 'node:child_process';

export interface StepResult {
  readonly code: number;
  readonly output: string;
}

/** Runs a command, shows its output as it comes, and keeps it for counting. Standard input is closed. */
export function runStep(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<StepResult> {
  return new Promise((resolve) => {
    const child = spawn(command, [...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    const chunks: string[] = [];
    for (const [stream, target] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ] as const) {
      stream.setEncoding('utf8');
      stream.on('data', (text: string) => {
        chunks.push(text);
        target.write(text);
      });
    }
    child.on('error', (error) => resolve({ code: 127, output: `${command}: ${error.message}` }));
    child.on('close', (code, signal) => resolve({ code: signal ? 1 : (code ?? 1), output: chunks.join('') }));
  });
}
