import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { sampleContexts } from './context.ts';
import type { TemplatedType } from './template.ts';

/**
 * What tells two versions of a template apart: equal fingerprints mean equal bytes for equal
 * variables. It covers what the template makes of its samples, and so every part it is built from,
 * the service's name, the locale and this package's version.
 */
export const fingerprintOf = async (
  type: TemplatedType,
  installation: { readonly serviceName: string; readonly locale: string },
): Promise<string> => {
  const parts = [version(), installation.locale, type.template.name, type.subject];
  if (type.template.source !== undefined) parts.push(type.template.source);
  for (const context of sampleContexts(type, installation.serviceName)) {
    const { html, text } = await type.template.full(context);
    parts.push(html, text);
  }
  return digest(parts);
};

/** The same for HTML that came with the request. */
export const fingerprintOfHtml = (html: string, installation: { readonly serviceName: string }) =>
  digest([version(), installation.serviceName, html]);

/** 128 bits: enough never to meet by chance, and short enough to read in a log. */
const digest = (parts: readonly string[]): string => {
  const hash = createHash('sha256');
  // Each part with its length, so that no two lists of parts run into the same bytes.
  for (const part of parts) hash.update(`${part.length}:${part}`);
  return hash.digest('hex').slice(0, 32);
};

let known: string | undefined;

const version = (): string => {
  known ??= String(
    JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version,
  );
  return known;
};
