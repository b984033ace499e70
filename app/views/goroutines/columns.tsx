import { stateColour } from '@/lib/charts/theme';
import type { Translate } from '@/lib/messages';
import { useText } from '../../state/preferences';
import { FunctionName } from '../../ui/basics';
import type { Column } from '../../ui/virtual-table';

/** What a table says of a place in the code. */
interface Place {
  readonly fn: string;
  readonly own?: boolean;
}

/** Where a column stands out from its like: its width, whether it sorts, whether narrow screens leave it out. */
type Settings = Partial<Pick<Column<unknown>, 'width' | 'sortable' | 'wideOnly'>>;

/** The wait state, in words and its colour. */
export function stateColumn<Row>(
  t: Translate,
  of: (row: Row) => { readonly state: string; readonly leaked?: boolean },
  settings: Settings = {},
): Column<Row> {
  const cell = (row: Row) => <WaitState {...of(row)} />;
  return { id: 'state', label: t('goroutines.state'), width: 'clamp(130px,12vw,170px)', ...settings, cell };
}

/** The function to look at: own code stands out. */
export function functionColumn<Row>(t: Translate, of: (row: Row) => Place | undefined, settings: Settings = {}): Column<Row> {
  return { id: 'function', label: t('goroutines.function'), width: 'minmax(140px,2fr)', ...settings, cell: placeCell(of) };
}

/** Who made the goroutines. */
export function creatorColumn<Row>(t: Translate, of: (row: Row) => Place | undefined): Column<Row> {
  const cell = placeCell(of, false);
  return { id: 'creator', label: t('goroutines.createdBy'), width: 'minmax(160px,1.4fr)', wideOnly: true, sortable: true, cell };
}

/** What a table shows whose filter lets nothing through. */
export function NoMatch({ onClear }: { onClear: () => void }) {
  const t = useText();
  return (
    <span className="flex items-center gap-3">
      {t('goroutines.noMatch')}
      <button type="button" className="btn" onClick={onClear}>
        {t('goroutines.clear')}
      </button>
    </span>
  );
}

function WaitState({ state, leaked = false }: { state: string; leaked?: boolean }) {
  const t = useText();
  return (
    <span className="flex items-center gap-1.5" title={state}>
      <span aria-hidden="true" className="h-2.5 w-2.5 shrink-0 rounded-sm" style={{ background: stateColour(state) }} />
      <span className="truncate">{state || t('goroutines.unknownState')}</span>
      {leaked ? <span className="shrink-0 font-semibold text-critical">({t('goroutines.leakedMark')})</span> : null}
    </span>
  );
}

function placeCell<Row>(of: (row: Row) => Place | undefined, marksOwn = true): Column<Row>['cell'] {
  return (row) => {
    const place = of(row);
    return place ? <FunctionName name={place.fn} strong={marksOwn && place.own} /> : '–';
  };
}
