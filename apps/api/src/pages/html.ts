import { style } from './style.ts';

export const pageScriptPath = '/assets/pages.js';

const named: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => named[character] ?? character);

/** Escapes, then shows what stands between backticks as code, and `[text](path)` as a link. */
export const prose = (text: string): string =>
  escapeHtml(text)
    .replaceAll(/`([^`]+)`/g, '<code>$1</code>')
    .replaceAll(/\[([^\]]+)\]\(([/#][^)\s]*)\)/g, '<a href="$2">$1</a>');

/** A page that asks no other host for anything, in light and dark. */
export const htmlPage = ({
  title,
  body,
  after = '',
}: {
  readonly title: string;
  readonly body: string;
  /** What is as wide as the window, below the rest. */
  readonly after?: string;
}): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · Postroom</title>
<link rel="icon" href="data:,">
<style>${style}</style>
<script src="${pageScriptPath}" defer></script>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<nav aria-label="Documents"><strong>Postroom</strong>
<a href="/documentation">Guide</a>
<a href="/documentation#try">Try it</a>
<a href="/api-reference">API reference</a>
<a href="/documentation/errors">Errors</a>
<a href="/openapi.json">OpenAPI</a>
<a href="/asyncapi.json">AsyncAPI</a></nav>
<main id="content">
<h1>${escapeHtml(title)}</h1>
${body}</main>
${after}</body>
</html>
`;
