import { composeMessage } from '@postroom/adapters/email';
import type { EmailMessage } from '@postroom/application';
import type { JsonObject } from '@postroom/domain';
import { builtInTypes, createRenderer, type Rendered } from '@postroom/templates';

const serviceName = 'Acme';

/** A built-in type's mails, drawn from what was compiled and rendered in full, of equal bytes. */
export interface Face {
  compiled(place: number): Promise<Rendered>;
  full(place: number): Promise<unknown>;
}

interface Kind {
  readonly type: string;
  readonly variables: (place: number) => JsonObject;
}

/** @throws Error when both ways do not give the same bytes: there would be nothing to compare. */
export const openFace = async ({ type: name, variables }: Kind): Promise<Face> => {
  const type = builtInTypes.find((each) => each.type === name);
  if (!type) throw new Error(`there is no type ${name}`);
  const renderer = createRenderer([type], { serviceName });
  const face = {
    compiled: (place: number) =>
      renderer.render({ type: name, template: name, variables: variables(place) }),
    full: (place: number) =>
      type.template.full({
        ...variables(place),
        service_name: serviceName,
        service_initial: serviceName.slice(0, 1),
      }),
  };
  const [compiled, full] = await Promise.all([face.compiled(1), face.full(1)]);
  if (compiled.stretches === undefined) throw new Error(`${name} is not drawn from stretches`);
  if (compiled.html !== full.html || compiled.text !== full.text) {
    throw new Error(`${name} compiled is not ${name} in full`);
  }
  return face;
};

/** As the worker makes it. */
export const messageOf = (rendered: Rendered, place: number): EmailMessage =>
  composeMessage({
    notification: {
      id: `01890000-0000-7000-8000-${String(place).padStart(12, '0')}`,
      redrive: 0,
      type: 'welcome',
      recipientEmail: `user${place}@example.com`,
      replyTo: null,
      correlationId: `bench-${place}`,
      traceparent: null,
    },
    rendered,
    sender: { name: serviceName, address: 'hello@postroom.example' },
    unsubscribeUrl: null,
  });
