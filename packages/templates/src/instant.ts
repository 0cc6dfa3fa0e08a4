/** The moment a text of RFC 3339 names; without an offset it is UTC. Undefined when there is none. */
export const instantOf = (value: string): Date | undefined => {
  const zoned = /(?:Z|[+-]\d{2}:\d{2})$/.test(value) ? value : `${value}Z`;
  const date = new Date(zoned);
  if (Number.isNaN(date.getTime())) return undefined;
  // JavaScript turns 30 February into 2 March; a day that was changed was no day.
  const day = Number(value.slice(8, 10));
  return new Date(`${value.slice(0, 10)}T00:00:00Z`).getUTCDate() === day ? date : undefined;
};

/** "3 May 2026, 10:14 UTC": the same on every machine, whatever its locale and time zone. */
export const spokenInstant = (value: string): string => {
  const date = instantOf(value);
  if (date === undefined) return value;
  const day = `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  return `${day}, ${two(date.getUTCHours())}:${two(date.getUTCMinutes())} UTC`;
};

const months =
  'January February March April May June July August September October November December'.split(
    ' ',
  );

const two = (value: number): string => String(value).padStart(2, '0');
