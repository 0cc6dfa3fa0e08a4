import type { JsonObject } from '@postroom/domain';
import type { TemplateContext, TemplatedType } from './template.ts';

interface Given {
  readonly variables: JsonObject;
  readonly serviceName: string;
  readonly unsubscribeUrl: string | null;
}

/** What a template sees: valid variables, and what the installation adds to them. */
export const contextOf = ({ variables, serviceName, unsubscribeUrl }: Given): TemplateContext => ({
  service_name: serviceName,
  service_initial: initialOf(serviceName),
  // No variable may take one of these names.
  ...variables,
  ...(unsubscribeUrl === null ? {} : { unsubscribe_url: unsubscribeUrl }),
});

/** Every sample of a type as its template sees it, without and with a way to unsubscribe. */
export const sampleContexts = (
  type: TemplatedType,
  serviceName: string,
): readonly TemplateContext[] =>
  type.samples.flatMap((variables) =>
    [null, 'https://postroom.example/unsubscribe/0a1b2c?x=1&y=2'].map((unsubscribeUrl) =>
      contextOf({ variables, serviceName, unsubscribeUrl }),
    ),
  );

/** The first letter as a person sees it: an emoji of several code points is one. */
const initialOf = (serviceName: string): string => {
  if (known?.serviceName === serviceName) return known.initial;
  const [first] = new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(serviceName);
  const initial = (first?.segment ?? '').toUpperCase();
  known = { serviceName, initial };
  return initial;
};

/** An installation has one name, and looking for its first letter costs more than drawing a mail. */
let known: { readonly serviceName: string; readonly initial: string } | undefined;
