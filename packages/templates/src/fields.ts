import { emailAddressFault, userIdFault } from '@postroom/domain';
import { z } from 'zod';
import { instantOf } from './instant.ts';
import { isLink } from './link.ts';

/**
 * One line of text that a person reads: 1 to `max` UTF-16 units, not blank. Control characters and
 * line separators are refused, not cleaned: they are how headers get injected, and a name that
 * holds one is a fault at its source. Lone surrogates are refused because no database stores them.
 */
export const text = (max: number) =>
  z.string().min(1).max(max).regex(oneLine, expects(noControl)).regex(visible, expects(notBlank));

/** Like `text`, but may break its lines with `\n`. */
export const multiline = (max: number) =>
  z.string().min(1).max(max).regex(lines, expects(onlyBreaks)).regex(visible, expects(notBlank));

/** An absolute link: http, https or mailto, at most 2,048 units. */
export const link = () =>
  z
    .string()
    .min(1)
    .max(2048)
    .refine(isLink, expects('must be an absolute http, https or mailto link'))
    .meta({ format: 'uri' });

/** A decimal number in a string, such as "19.90": 0 to 9,999,999,999.9999. */
export const decimal = () =>
  z
    .string(expects('must be a decimal number in a string, such as "19.90"'))
    .max(15)
    .regex(
      /^(?:0|[1-9]\d{0,9})(?:\.\d{1,4})?$/,
      expects('must be a decimal number from 0 to 9999999999.9999, such as "19.90"'),
    );

/** Three capital letters, the shape of ISO 4217. */
export const currency = () =>
  z.string().regex(/^[A-Z]{3}$/, expects('must be an ISO 4217 code, such as "EUR"'));

/** RFC 3339, date and time; without an offset it is UTC. */
export const timestamp = () =>
  z
    .string()
    .max(40)
    .regex(
      /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})?$/,
      expects(aMoment),
    )
    .refine((value) => instantOf(value) !== undefined, expects(aMoment));

/** A moment in an event: services send text, or seconds since 1970 as a number. */
export const momentOrNothing = () =>
  z.union([timestamp(), z.number().min(0).max(32_503_680_000)], expects(aMoment)).nullish();

/** An optional line of an event: many services send null or an empty string for "none". */
export const textOrNothing = (max: number) =>
  z.string().max(max).regex(oneLine, expects(noControl)).nullish();

/** A user's id as the contract knows it. */
export const userId = () => checkedBy(128, userIdFault);

/** One mail address. */
export const address = () => checkedBy(254, emailAddressFault).meta({ format: 'email' });

/** A string under a rule of the domain, which answers with the expectation that was not met. */
const checkedBy = (max: number, faultIn: (value: string) => string | undefined) =>
  z
    .string()
    .max(max)
    .superRefine((value, context) => {
      const fault = faultIn(value);
      if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
    });

/** Without what would break a header or a line. */
const oneLine = /^[^\p{Cc}\p{Cs}\u2028\u2029]*$/u;
const lines = /^(?:[^\p{Cc}\p{Cs}\u2028\u2029]|\n)*$/u;
/** The empty text is too short already; it need not be called blank as well. */
const visible = /^$|[^\s\p{Cf}]/u;

const noControl = 'must not contain control characters or line breaks';
const onlyBreaks = 'must not contain control characters other than line breaks (\\n)';
const notBlank = 'must not be blank';
const aMoment = 'must be a date and time, such as "2026-05-03T10:14:00Z"';

const expects = (phrase: string) => ({ error: phrase });
