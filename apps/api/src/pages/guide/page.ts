import type { TypeCatalogue } from '@postroom/domain';
import { htmlPage, prose } from '../html.ts';
import { guideSections } from './sections.ts';

/** The guide, and below it, in a frame of its own, every route to try: what `/documentation` shows. */
export const guidePage = (catalogue: TypeCatalogue, tryPath: string): string => {
  const sections = guideSections(catalogue);
  const contents = [...sections, { id: 'try', title: 'Try every route' }]
    .map(({ id, title }) => `<li><a href="#${id}">${prose(title)}</a></li>`)
    .join('\n');
  const body = sections
    .map(({ id, title, body }) => `<h2 id="${id}">${prose(title)}</h2>\n${body}`)
    .join('');
  return htmlPage({
    title: 'How to use Postroom',
    body: `<p class="lead">Hand in a notification, over HTTP or as an event; it becomes a mail, as its recipient allows, and an event that says so.</p>
<ol class="contents">
${contents}
</ol>
${body}<h2 id="try">Try every route</h2>
<p>Also <a href="${tryPath}">on a page of its own</a>. It needs JavaScript; the <a href="/api-reference">reference</a> does not.</p>
`,
    after: `<iframe src="${tryPath}" title="Try every route" loading="lazy"></iframe>\n`,
  });
};
