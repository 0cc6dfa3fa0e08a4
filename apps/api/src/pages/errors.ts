import { type ProblemCode, problemCodes, statusOf } from '../problem/codes.ts';
import { explanations } from '../problem/explanations.ts';
import { escapeHtml, htmlPage, prose } from './html.ts';

const introduction = [
  'Every refusal is a problem in the sense of RFC 9457, with the media type `application/problem+json`. Its `code` is one of those below, `type` leads to its section here, and `correlation_id` stands in the logs too.',
  '`errors` lists every fault at once: `pointer` is the place in the body (a JSON Pointer as a URI fragment, such as `#/template_vars/username`), `parameter` the place in the path or query, `header` the header. The `code` of a fault is one of `required`, `unknown_field`, `invalid_type`, `invalid_value`, `too_long`, `too_short`.',
];

/** By status, then in order of declaration. */
const codesInOrder = (): readonly ProblemCode[] =>
  problemCodes.toSorted((a, b) => statusOf(a) - statusOf(b));

/** `docs/errors.md`. */
export const errorsMarkdown = (): string => {
  const sections = codesInOrder().map((code) => {
    const { title, meaning, remedy } = explanations[code];
    return `## ${code}\n\n${statusOf(code)}: ${title}.\n\n${meaning}\n\nWhat to do: ${remedy}\n`;
  });
  return `# Errors\n\n${introduction.join('\n\n')}\n\n${sections.join('\n')}`;
};

/** The same as a page; every code is an anchor. */
export const errorsPage = (): string => {
  const sections = codesInOrder().map((code) => {
    const { title, meaning, remedy } = explanations[code];
    return `<h2 id="${code}"><code>${code}</code></h2>
<p class="soft">${statusOf(code)}: ${escapeHtml(title)}.</p>
<p>${prose(meaning)}</p>
<p><strong>What to do:</strong> ${prose(remedy)}</p>
`;
  });
  const paragraphs = introduction.map((text) => `<p>${prose(text)}</p>\n`);
  return htmlPage({ title: 'Errors', body: paragraphs.join('') + sections.join('') });
};
