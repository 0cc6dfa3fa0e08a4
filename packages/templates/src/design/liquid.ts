import { Liquid } from 'liquidjs';
import { escapeHtml } from '../escape.ts';
import { linkOrNothing } from '../link.ts';

/**
 * Liquid for the HTML face: every output is escaped, whatever the template's author remembers.
 * `link` makes a value fit for an `href`, `lines` keeps its line breaks.
 */
export const htmlLiquid = (): Liquid => {
  const engine = strictLiquid({ outputEscape: (value) => escapeHtml(asText(value)) });
  engine.registerFilter('lines', {
    raw: true,
    handler: (value: unknown) => escapeHtml(asText(value)).replaceAll('\n', '<br />'),
  });
  return engine;
};

/** Liquid for the text face, where nothing needs escaping. */
export const textLiquid = (): Liquid => strictLiquid({ outputEscape: asText });

const strictLiquid = (options: { readonly outputEscape: (value: unknown) => string }): Liquid => {
  const engine = new Liquid({
    ...options,
    strictFilters: true,
    strictVariables: true,
    // `{% if username %}` is how a template asks for an optional variable.
    lenientIf: true,
    ownPropertyOnly: true,
    // No file is ever read: `include`, `render` and `layout` find nothing.
    templates: {},
    ...limits,
  });
  engine.registerFilter('link', (value: unknown) => linkOrNothing(asText(value)));
  for (const name of forbiddenFilters) delete engine.filters[name];
  return engine;
};

/** Per parse and render: characters, milliseconds, and allocations in Liquid's own unit. */
const limits = { parseLimit: 1_000_000, renderLimit: 1_000, memoryLimit: 10_000_000 };

/** `raw` goes round the escaping; `sample` and `date` ("now") give other bytes each time. */
const forbiddenFilters = ['raw', 'sample', 'date', 'date_to_string', 'date_to_long_string'];

const asText = (value: unknown): string =>
  value === undefined || value === null ? '' : String(value);
