import { dark, type Palette } from './tokens.ts';

/**
 * What cannot stand inline: dark mode and narrow screens. Apps that drop style sheets show the light
 * look at full width, which is inline. Rules need `!important`, since they compete with inline ones.
 */
export const styleSheet = (): string =>
  [
    ':root{color-scheme:light dark;supported-color-schemes:light dark}',
    'a[x-apple-data-detectors]{color:inherit !important;text-decoration:inherit !important}',
    `@media (prefers-color-scheme:dark){${darkRules(dark)}}`,
    `@media (max-width:480px){${narrowRules}}`,
  ].join('\n');

/** MJML puts a section's colours on a table inside the element that carries the class. */
const darkRules = (palette: Palette): string =>
  [
    rule(['.pr-page', '.pr-page>table', '.pr-page>div'], ground(palette.page)),
    rule(['.pr-card', '.pr-card>table', '.pr-card>table>tbody>tr>td'], ground(palette.card)),
    rule(['.pr-card', '.pr-card>table>tbody>tr>td'], `border-color:${palette.line} !important`),
    rule(['.pr-tint', '.pr-tint>table'], ground(palette.tint)),
    rule(['.pr-ink', '.pr-ink>div', '.pr-ink td', '.pr-ink th'], ink(palette.ink)),
    rule(['.pr-muted', '.pr-muted>div', '.pr-ink .pr-muted', '.pr-ink th'], ink(palette.muted)),
    rule(['.pr-link', '.pr-ink a', '.pr-muted a'], ink(palette.accent)),
    rule(['.pr-line', '.pr-line>p', '.pr-line td'], `border-color:${palette.line} !important`),
    rule(['.pr-warning'], `border-color:${palette.warning} !important`),
    rule(
      ['.pr-button', '.pr-button td', '.pr-button a', '.pr-mark'],
      `${ground(palette.accent)};${ink(palette.onAccent)}`,
    ),
  ].join('');

const narrowRules = [
  rule(['.pr-pad'], 'padding:28px 22px !important'),
  rule(['.pr-title', '.pr-title>div'], 'font-size:24px !important;line-height:31px !important'),
  rule(['.pr-button', '.pr-button table'], 'width:100% !important'),
  rule(['.pr-wide'], 'display:block !important;text-align:center !important'),
].join('');

function rule(selectors: readonly string[], declarations: string): string {
  return `${selectors.join(',')}{${declarations}}`;
}

const ground = (colour: string): string =>
  `background:${colour} !important;background-color:${colour} !important`;

const ink = (colour: string): string => `color:${colour} !important`;
