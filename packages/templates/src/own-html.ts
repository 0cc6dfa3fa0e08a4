import { toPlainText } from 'react-email';
import { escapeHtml } from './escape.ts';
import { linkOrNothing } from './link.ts';
import type { Faces } from './template.ts';

export interface OwnHtml {
  readonly html: string;
  readonly subject: string;
  readonly unsubscribeUrl: string | null;
}

/**
 * A mail whose HTML the caller wrote: as it is, in a minimal document if it is none. Where it says
 * `{{ unsubscribe_url }}` it gets the link; if it never does, a line with the link is added, for a
 * mail of this kind must not go without one. The text is derived.
 */
export const facesOfOwnHtml = ({ html, subject, unsubscribeUrl }: OwnHtml): Faces => {
  const document = asDocument(withUnsubscribing(html, unsubscribeUrl), subject);
  return { html: document, text: textFaceOf(document) };
};

/** The words of an HTML document's title; undefined when it has none. */
export const titleOf = (html: string): string | undefined => {
  const title = /<title[^>]*>([^<]{1,1000})<\/title>/i.exec(html)?.[1];
  const words = title === undefined ? '' : plainTextOf(title).replace(/\s+/g, ' ').trim();
  return words === '' ? undefined : words;
};

const withUnsubscribing = (html: string, url: string | null): string => {
  if (url === null) return html;
  const href = escapeHtml(linkOrNothing(url));
  if (placeholder.test(html)) return html.replaceAll(new RegExp(placeholder, 'g'), () => href);
  const line = `<p style="margin:32px 0 0;font-size:13px;color:#5c6470"><a href="${href}" style="color:#5c6470">Unsubscribe</a></p>`;
  const end = html.search(/<\/body\s*>/i);
  return end < 0 ? html + line : html.slice(0, end) + line + html.slice(end);
};

const placeholder = /\{\{\s*unsubscribe_url\s*\}\}/;

const asDocument = (html: string, subject: string): string =>
  /<html[\s>]/i.test(html)
    ? html
    : `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8" /><meta name="viewport" content="width=device-width, initial-scale=1" /><title>${escapeHtml(subject)}</title></head><body>${html}</body></html>`;

/** The text face of a mail that has only HTML. */
export const textFaceOf = (html: string): string => `${plainTextOf(html).trim()}\n`;

/** The words of an HTML document, for people who read mail as text. Headings keep their letters: what is shouted in the text was not shouted in the HTML. */
const plainTextOf = (html: string): string =>
  toPlainText(html, {
    limits: { maxDepth: 200, maxInputLength: 2_000_000 },
    selectors: ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
      selector,
      options: { uppercase: false },
    })),
  });
