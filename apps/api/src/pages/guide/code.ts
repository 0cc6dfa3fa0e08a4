import { escapeHtml } from '../html.ts';
import type { Language } from './snippets/snippet.ts';

/** A listing with a name that links, tests and the copy button find it by. */
export const listing = (name: string, text: string): string =>
  `<div class="listing"><pre tabindex="0" data-snippet="${name}"><code>${escapeHtml(text)}</code></pre></div>\n`;

/** The same in several languages: one below the other without a script, as tabs with it. */
export const inLanguages = (
  what: string,
  snippets: readonly { readonly language: Language; readonly text: string }[],
): string =>
  `<div class="languages">\n${snippets
    .map(
      ({ language, text }) =>
        `<section data-language="${language.name}" aria-label="${language.label}"><h4>${language.label}</h4>\n${listing(`${what}-${language.name}`, text)}</section>\n`,
    )
    .join('')}</div>\n`;

/** A table that scrolls by itself when the page is narrow. */
export const table = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string => `<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>
<thead><tr>${head.map((each) => `<th scope="col">${escapeHtml(each)}</th>`).join('')}</tr></thead>
<tbody>${rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n')}</tbody>
</table></div>
`;
