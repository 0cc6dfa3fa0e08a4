const named: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => named[character] ?? character);

/** Escapes, then shows what stands between backticks as code. */
export const prose = (text: string): string =>
  escapeHtml(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');

/** A page that asks no other host for anything, in light and dark. */
export const htmlPage = ({
  title,
  body,
}: {
  readonly title: string;
  readonly body: string;
}): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · Postroom</title>
<style>${style}</style>
</head>
<body>
<nav><strong>Postroom</strong>
<a href="/documentation">Try it</a>
<a href="/api-reference">API reference</a>
<a href="/documentation/errors">Errors</a>
<a href="/openapi.json">OpenAPI</a></nav>
<main>
<h1>${escapeHtml(title)}</h1>
${body}</main>
</body>
</html>
`;

const style = `
:root { color-scheme: light dark; --text: #1d2433; --soft: #5a6478; --line: #e2e6ee; --back: #fff; --code: #f3f5f9; --accent: #2c5fd5; }
@media (prefers-color-scheme: dark) { :root { --text: #e7eaf1; --soft: #a3acbd; --line: #2c3444; --back: #12161f; --code: #1c2330; --accent: #8fb0ff; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.6 system-ui, sans-serif; }
nav, main { max-width: 56rem; margin: 0 auto; padding: 1rem 1.25rem; }
nav { display: flex; flex-wrap: wrap; gap: 1.25rem; border-bottom: 1px solid var(--line); }
a { color: var(--accent); }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 1.5rem 0 1rem; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .5rem; overflow-wrap: anywhere; scroll-margin-top: 1rem; }
h3 { font-size: .8rem; letter-spacing: .05em; text-transform: uppercase; color: var(--soft); margin: 1.25rem 0 .25rem; }
code, pre { font: .9em/1.5 ui-monospace, SFMono-Regular, Menlo, monospace; background: var(--code); border-radius: .3rem; }
code { padding: .1em .35em; overflow-wrap: anywhere; } pre { padding: .8rem 1rem; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .95rem; }
th, td { text-align: left; vertical-align: top; padding: .45rem .75rem .45rem 0; border-bottom: 1px solid var(--line); }
.soft { color: var(--soft); } .method { color: var(--accent); font-weight: 600; }
`;
