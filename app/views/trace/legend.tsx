interface Item {
  readonly key: string;
  readonly label: string;
  readonly colour: string;
  /** Drawn as a dashed line. */
  readonly dash?: string;
}

/** Names of a chart's series beside their colours. */
export function Legend({ items }: { items: readonly Item[] }) {
  return (
    <ul className="flex flex-wrap gap-x-3 gap-y-0.5 text-xs text-ink2">
      {items.map((item) => (
        <li key={item.key} className="flex items-center gap-1">
          {item.dash ? (
            <span aria-hidden="true" className="inline-block w-4 border-t-2 border-dashed" style={{ borderColor: item.colour }} />
          ) : (
            <span aria-hidden="true" className="inline-block h-2.5 w-2.5 rounded-sm" style={{ background: item.colour }} />
          )}
          {item.label}
        </li>
      ))}
    </ul>
  );
}
