import type { Stretch } from '@postroom/application';
import { quotedPrintable, softBreak } from './quoted-printable.ts';

/**
 * A document in stretches as quoted-printable. Each begins a line of its own, behind a soft break
 * that readers take out again, so it is encoded alone; and one that is fixed only once, for all
 * mails of its template.
 */
export const encodedStretches = (stretches: readonly Stretch[]): string => {
  let encoded = '';
  let isAtLineStart = true;
  for (const stretch of stretches) {
    if (stretch.text === '') continue;
    const piece = stretch.isFixed ? encodedOnce(stretch) : quotedPrintable(stretch.text);
    encoded += isAtLineStart ? piece : softBreak + piece;
    isAtLineStart = piece.endsWith('\n');
  }
  return encoded;
};

const known = new WeakMap<Stretch, string>();

const encodedOnce = (stretch: Stretch): string => {
  const found = known.get(stretch) ?? quotedPrintable(stretch.text);
  known.set(stretch, found);
  return found;
};
