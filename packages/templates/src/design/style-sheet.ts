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

/**
 * React Email puts a part's colours on the element that carries the class, or on a cell below it;
 * MJML on a table inside.
 */
const darkRules = (palette: Palette): string =>
  [
    rule(['.pr-page', '.pr-page>div', '.pr-page>table>tbody>tr>td'], ground(palette.page)),
    rule(['.pr-card', '.pr-card>table', '.pr-card>table>tbody>tr>td'], ground(palette.card)),
    rule(['.pr-card', '.pr-card>table>tbody>tr>td'], edge(palette.line)),
    rule(['.pr-tint'], ground(palette.tint)),
    rule(['.pr-ink', '.pr-ink>div', '.pr-ink td', '.pr-ink .pr-strong'], ink(palette.ink)),
    rule(['.pr-muted', '.pr-muted>div', '.pr-ink .pr-muted'], ink(palette.muted)),
    rule(['.pr-link'], ink(palette.accent)),
    rule(['.pr-line', '.pr-line>p', '.pr-line td', '.pr-line th'], edge(palette.line)),
    rule(['.pr-warning'], edge(palette.warning)),
    rule(
      ['.pr-mark', '.pr-button', '.pr-action table td', '.pr-action a'],
      `${ground(palette.accent)};${ink(palette.onAccent)}`,
    ),
  ].join('');

/** Smaller margins, and the button as wide as the card: a thumb's target. */
const narrowRules = [
  rule(['.pr-page>div'], 'padding:0 12px !important'),
  rule(['.pr-pad', '.pr-card>table>tbody>tr>td'], 'padding:30px 24px !important'),
  rule(['.pr-title', '.pr-title>div'], 'font-size:24px !important;line-height:31px !important'),
  rule(['.pr-button'], 'display:block !important;text-align:center !important'),
  rule(['.pr-action table'], 'width:100% !important'),
].join('');

function rule(selectors: readonly string[], declarations: string): string {
  return `${selectors.join(',')}{${declarations}}`;
}

const ground = (colour: string): string =>
  `background:${colour} !important;background-color:${colour} !important`;

const edge = (colour: string): string => `border-color:${colour} !important`;

const ink = (colour: string): string => `color:${colour} !important`;
