import type { SendRequest, SendWelcome } from './schema.ts';

/**
 * Types that an installation declares itself (`TYPES_DIR`): name to variables, such as
 * `{ invoice_reminder: { invoice_number: string; invoice_link: string } }`.
 */
// biome-ignore lint/complexity/noBannedTypes: no types of one's own, and nothing else either
export type NoTypes = {};

/** A notification of a built-in type, or of one of the installation's own. */
export type SendAny<Own> = SendRequest | SendOwn<Own>;

type SendOwn<Own> = {
  [Type in keyof Own & string]: Omit<SendWelcome, 'notification_type' | 'template_vars'> & {
    readonly notification_type: Type;
    readonly template_vars: Own[Type];
  };
}[keyof Own & string];

/** A body of preferences that may name the installation's own types too. */
export type WithOwn<Body extends { readonly preferences?: object | undefined }, Own> = Omit<
  Body,
  'preferences'
> & {
  readonly [Field in keyof Pick<Body, 'preferences'>]:
    | (Body[Field] & { readonly [Type in keyof Own]?: boolean })
    | Extract<Body[Field], undefined>;
};
