import type { TypeDeclaration } from '@postroom/domain';
import { hintFor } from './fault.ts';
import type { YamlFile } from './yaml-file.ts';

type Settings = Pick<
  TypeDeclaration,
  | 'queue'
  | 'category'
  | 'description'
  | 'subject'
  | 'onByDefault'
  | 'onAmbiguous'
  | 'ttlSeconds'
  | 'allowsHtmlContent'
>;

/** The plain fields of a type's file. What is left out is what a transactional mail wants. */
export const settingsOf = (file: YamlFile): Settings => {
  const category = oneOf(file, 'category', ['transactional', 'marketing'], 'transactional');
  return {
    queue: oneOf(file, 'queue', ['critical', 'standard', 'bulk'], undefined),
    category,
    description: lineOf(file, 'description'),
    subject: lineOf(file, 'subject'),
    onByDefault: switchOf(file, 'default', category === 'transactional'),
    onAmbiguous: oneOf(file, 'on_ambiguous', ['at_least_once', 'at_most_once'], 'at_least_once'),
    ttlSeconds: ttlOf(file),
    allowsHtmlContent: switchOf(file, 'html_content', false),
  };
};

const oneOf = <const Word extends string>(
  file: YamlFile,
  name: string,
  words: readonly [Word, ...Word[]],
  otherwise: Word | undefined,
): Word => {
  const value = file.value[name];
  const found = words.find((word) => word === value);
  if (found !== undefined) return found;
  if (value === undefined && otherwise !== undefined) return otherwise;
  const hint = typeof value === 'string' ? hintFor(value, words) : '';
  file.complain([name], `\`${name}\` must be one of ${words.join(', ')}${hint}`);
  return words[0];
};

const lineOf = (file: YamlFile, name: string): string => {
  const value = file.value[name];
  if (typeof value === 'string' && value.trim() !== '' && !/\p{Cc}/u.test(value)) return value;
  file.complain([name], `\`${name}\` is required and must be one line of text`);
  return '-';
};

/** YAML 1.2 reads `on` and `off` as words; people mean a switch. */
const switchOf = (file: YamlFile, name: string, otherwise: boolean): boolean => {
  const value = file.value[name];
  if (value === undefined) return otherwise;
  if (value === true || value === 'on') return true;
  if (value === false || value === 'off') return false;
  file.complain([name], `\`${name}\` must be on or off`);
  return otherwise;
};

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

const ttlOf = (file: YamlFile): number => {
  const [, amount, unit] = /^([1-9]\d{0,8})(s|m|h|d)$/.exec(String(file.value.ttl)) ?? [];
  const seconds = Number(amount) * (units[unit ?? ''] ?? Number.NaN);
  if (seconds > 0 && seconds <= 366 * 86_400) return seconds;
  file.complain(['ttl'], '`ttl` must be a time such as 30m, 24h or 7d, at most 366d');
  return 1;
};
