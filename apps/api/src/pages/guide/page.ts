import type { TypeCatalogue } from '@postroom/domain';
import { htmlPage, prose } from '../html.ts';
import { guideSections } from './sections.ts';

/** The guide, and below it every route to try: what `/documentation` shows. */
export const guidePage = (
  catalogue: TypeCatalogue,
  scripts: { readonly page: string; readonly reference: string },
): string => {
  const sections = guideSections(catalogue);
  const contents = [...sections, { id: 'try', title: 'Try every route' }]
    .map(({ id, title }) => `<li><a href="#${id}">${prose(title)}</a></li>`)
    .join('\n');
  const body = sections
    .map(({ id, title, body }) => `<h2 id="${id}">${prose(title)}</h2>\n${body}`)
    .join('');
  return htmlPage({
    title: 'How to use Postroom',
    scripts: [scripts.reference, scripts.page],
    body: `<p class="lead">Hand in a notification, over HTTP or as an event; it becomes a mail, as its recipient allows, and an event that says so.</p>
<ol class="contents">
${contents}
</ol>
${body}<h2 id="try">Try every route</h2>
<noscript><p>This part needs JavaScript; the <a href="/api-reference">reference</a> does not.</p></noscript>
`,
    after: '<div id="reference" data-document="/openapi.json"></div>\n',
  });
};
