import { type Draft, draft, type Preferences } from '@postroom/domain';
import { addDrafts } from '../accept/add-drafts.ts';
import { overCap } from '../accept/recipient-cap.ts';
import type { Transaction } from '../ports/unit-of-work.ts';
import type { HandlerContext } from './context.ts';

/** A change of preferences of which its user may be told by mail. */
export interface PreferenceNews {
  readonly what: 'created' | 'updated';
  readonly preferences: Preferences;
  /**
   * Where the mail goes: of an update the address from before it, since whoever takes over an
   * account changes the address first.
   */
  readonly to: string;
  readonly correlationId: string;
  readonly traceparent: string | null;
  /** "the API", for the sentence that the user reads. */
  readonly via: string;
  /** Nothing may leave for a test key. */
  readonly test: boolean;
}

const typeFor = { created: 'welcome', updated: 'security_alert' } as const;

/** The mails that `PREFERENCE_MAILS` wants, to be added in the transaction of the changes. */
export const preferenceMails = (
  news: readonly PreferenceNews[],
  { catalogue, newId, now, preferenceMails: wanted = [] }: HandlerContext,
): readonly Draft[] =>
  news
    .filter(({ what }) => wanted.includes(what))
    .map(({ what, preferences, to, correlationId, traceparent, via, test }) => {
      const at = now();
      const declaration = declarationOf(typeFor[what], catalogue);
      return draft(
        {
          type: declaration.type,
          template: declaration.type,
          html: null,
          variables: variablesFor(what, { via, at }),
          recipientEmail: to,
          userId: preferences.userId,
          subject: null,
          locale: null,
          sendAt: null,
          expiresAt: null,
          tags: {},
          replyTo: null,
        },
        {
          id: newId(),
          now: at,
          origin: { source: 'postroom', test, correlationId, traceparent, occurredAt: null },
          declaration,
          sensitive: declaration.variables.sensitive,
          recipientEmail: to,
          userId: preferences.userId,
        },
      );
    });

/** Adds mails and tells their lanes; over the recipient's cap they are suppressed, for nobody asked for them. */
export const addMails = async (
  tx: Transaction,
  mails: readonly Draft[],
  { recipientCap, now }: HandlerContext,
): Promise<void> => {
  if (mails.length === 0) return;
  const over = await overCap(tx, [{ drafts: mails, isAtomic: false }], recipientCap);
  await addDrafts(tx, { drafts: mails, over, now });
};

/**
 * Looks whether the wanted mails can be made at all, once, at start.
 * @throws Error naming what an installation's own type asks for beyond what there is.
 */
export const checkPreferenceMails = ({
  catalogue,
  preferenceMails: wanted = [],
}: HandlerContext): void => {
  for (const what of wanted) {
    const { type, variables } = declarationOf(typeFor[what], catalogue);
    const given = variablesFor(what, { via: 'the API', at: new Date(0) });
    const checked = variables.check(given, 'refuse');
    if (checked.ok) continue;
    const details = checked.issues
      .map(({ path, detail }) => `${path.join('.')}: ${detail}`)
      .join('; ');
    throw new Error(
      `PREFERENCE_MAILS names ${what}, which sends ${type}, and that takes no more than ${Object.keys(given).join(', ') || 'no variables'}: ${details}`,
    );
  }
};

const variablesFor = (
  what: PreferenceNews['what'],
  { via, at }: { readonly via: string; readonly at: Date },
): Readonly<Record<string, string>> =>
  what === 'created'
    ? {}
    : {
        alert_message: `Your notification preferences were changed over ${via}.`,
        occurred_at: at.toISOString(),
      };

const declarationOf = (type: string, catalogue: HandlerContext['catalogue']) => {
  const declaration = catalogue.find(type);
  if (!declaration)
    throw new Error(`PREFERENCE_MAILS needs the type ${type}, which is not declared`);
  return declaration;
};
