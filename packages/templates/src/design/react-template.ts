import type { JsonObject } from '@postroom/domain';
import type { ReactElement } from 'react';
import { render } from 'react-email';
import type { Template, TemplateContext } from '../template.ts';

interface ReactMail<Variables> {
  readonly name: string;
  html(context: TemplateContext & Variables): ReactElement;
  text(context: TemplateContext & Variables): string;
}

/** A template written in React Email, with the text that stands beside it. */
export const reactTemplate = <Variables extends JsonObject>(
  mail: ReactMail<Variables>,
): Template => ({
  name: mail.name,
  full: async (context) => {
    // The renderer checked the variables against the schema that `Variables` was inferred from.
    const known = context as TemplateContext & Variables;
    return { html: await render(mail.html(known)), text: mail.text(known) };
  },
});
