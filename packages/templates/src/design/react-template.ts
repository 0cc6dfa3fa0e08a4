import type { JsonObject } from '@postroom/domain';
import type { ReactElement } from 'react';
import { render } from 'react-email';
import type { Drawing, Template, TemplateContext } from '../template.ts';

interface ReactMail<Variables> {
  readonly name: string;
  /** Turns values into what is shown of them; without it they are shown as they came. */
  present?(variables: Variables): Variables;
  html(context: TemplateContext & Variables): ReactElement;
  text(context: TemplateContext & Variables): string;
}

/** A template written in React Email, with the text that stands beside it. */
export const reactTemplate = <Variables extends JsonObject>(
  mail: ReactMail<Variables>,
): Template => {
  // The renderer checked the variables against the schema that `Variables` was inferred from.
  const known = (context: TemplateContext) => context as TemplateContext & Variables;
  const drawing: Drawing = {
    present: (context) =>
      mail.present ? { ...context, ...mail.present(known(context)) } : context,
    html: (presented) => render(mail.html(known(presented))),
    text: (presented) => mail.text(known(presented)),
  };
  return {
    name: mail.name,
    full: async (context) => {
      const presented = drawing.present(context);
      return { html: await drawing.html(presented), text: drawing.text(presented) };
    },
    drawing,
  };
};
