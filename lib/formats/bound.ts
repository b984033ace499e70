import { InputError } from '../base/errors';
import { type Phrase, phrase } from '../base/phrase';

/**
 * Fails once a profile has more of something than any real one, so that a crafted file takes neither memory nor time beyond its size.
 *
 * @throws InputError limit-exceeded
 */
export function bound(count: number, what: Phrase, offset: number, most: number): void {
  if (count <= most) return;
  throw new InputError({
    code: 'limit-exceeded',
    message: phrase`The profile has more than ${most} ${what}.`,
    offset,
    expected: phrase`at most ${most} ${what}`,
    hint: phrase`Capture a shorter profile, or fewer of them in one file.`,
  });
}
