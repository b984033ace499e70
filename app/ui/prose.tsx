import type { ReactNode } from 'react';

/** Text of the catalogue: paragraphs parted by an empty line, `- ` list items, code in backticks; nothing else. */
export function Prose({ text }: { text: string }) {
  return (
    <div className="flex max-w-[78ch] flex-col gap-2">
      {text.split(/\n\s*\n/).map((block, i) => {
        const lines = block.split('\n');
        if (lines.every((line) => line.startsWith('- '))) {
          return (
            <ul key={i} className="ml-4 list-disc">
              {lines.map((line, j) => (
                <li key={j}>{inline(line.slice(2))}</li>
              ))}
            </ul>
          );
        }
        return <p key={i}>{inline(block)}</p>;
      })}
    </div>
  );
}

/** A line with its backticked parts as code. */
export function inline(text: string): ReactNode[] {
  return text.split('`').map((part, i) =>
    i % 2 === 1 ? (
      <code key={i} className="rounded bg-s2 px-1 py-px">
        {part}
      </code>
    ) : (
      part
    ),
  );
}
