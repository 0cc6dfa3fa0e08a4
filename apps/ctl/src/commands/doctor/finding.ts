import type { CtlContext } from '../../context.ts';

/**
 * One thing that was looked at:
 *
 *   ok    as it should be, or left out on purpose.
 *   warn  works, but somebody should look at it.
 *   fail  does not work, or will not; the tool ends with exit code 1.
 *
 * The text says what to do where it is not right.
 */
export interface Finding {
  readonly level: 'ok' | 'warn' | 'fail';
  readonly text: string;
}

/** Looks at one part. What it throws is told as a failure of that part. */
export type Look = (context: CtlContext) => Promise<readonly Finding[]>;

const finding =
  (level: Finding['level']) =>
  (text: string): Finding => ({ level, text });

export const ok = finding('ok');
export const warn = finding('warn');
export const fail = finding('fail');
