import { charts } from './charts';
import { compare } from './compare';
import { errors } from './errors';
import { evidence } from './evidence';
import { explore } from './explore';
import { filters } from './filters';
import { frame } from './frame';
import { gc } from './gc';
import { goroutines } from './goroutines';
import { guidance } from './guidance';
import { home } from './home';
import { keys } from './keys';
import { overview } from './overview';
import { profile } from './profile';
import { states } from './states';
import { trace } from './trace';

/** Every message of the pages by area; one line adds an area. */
export const catalogue = {
  charts,
  compare,
  errors,
  evidence,
  explore,
  filters,
  frame,
  gc,
  goroutines,
  guidance,
  home,
  keys,
  overview,
  profile,
  states,
  trace,
};

type Catalogue = typeof catalogue;

/** `area.key` for every message there is. */
export type MessageKey = { [A in keyof Catalogue & string]: `${A}.${keyof Catalogue[A] & string}` }[keyof Catalogue & string];
