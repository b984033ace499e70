/** Names of a chart's series beside their colours. */
export function Legend({ items }: { items: readonly { readonly key: string; readonly label: string; readonly colour: string }[] }) {
  return (
    <ul className="flex flex-wrap gap-x-3 gap-y-0.5 text-xs text-ink2">
      {items.map((item) => (
        <li key={item.key} className="flex items-center gap-1">
          <span aria-hidden="true" className="inline-block h-2.5 w-2.5 rounded-sm" style={{ background: item.colour }} />
          {item.label}
        </li>
      ))}
    </ul>
  );
}
