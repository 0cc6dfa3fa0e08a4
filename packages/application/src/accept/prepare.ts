import { DomainError, type Draft, draft, normalAddress } from '@postroom/domain';
import type { Accepted, Receipt, Submission } from '../commands.ts';
import type { HandlerContext } from '../handlers/context.ts';
import type { Transaction } from '../ports/unit-of-work.ts';
import type { Settled } from '../settled.ts';

/** What one caller brought, with the answer to it, before anything is written. */
export interface Prepared {
  readonly submission: Submission;
  readonly drafts: readonly Draft[];
  readonly receipt: Receipt;
}

/** Who lives where, as far as these submissions ask. */
export interface AddressBook {
  readonly addressOf: ReadonlyMap<string, string>;
  readonly usersAt: ReadonlyMap<string, readonly string[]>;
}

export const addressBook = async (
  tx: Transaction,
  submissions: readonly Pick<Submission, 'requests'>[],
): Promise<AddressBook> => {
  const requests = submissions.flatMap((submission) => submission.requests);
  const userIds = new Set<string>();
  const addresses = new Set<string>();
  for (const { recipientEmail, userId } of requests) {
    if (recipientEmail === null && userId !== null) userIds.add(userId);
    if (recipientEmail !== null && userId === null) addresses.add(normalAddress(recipientEmail));
  }
  return {
    addressOf: userIds.size > 0 ? await tx.preferences.addressesOf([...userIds]) : new Map(),
    usersAt: addresses.size > 0 ? await tx.preferences.usersAt([...addresses]) : new Map(),
  };
};

/** Drafts of one caller's requests and the answer to them, before anything is written. */
export const prepare = (
  submission: Submission,
  book: AddressBook,
  { catalogue, newId, now }: HandlerContext,
): Settled<Prepared> => {
  const drafts: Draft[] = [];
  for (const [index, request] of submission.requests.entries()) {
    const declaration = catalogue.find(request.type);
    if (!declaration)
      return { ok: false, error: new Error(`type ${request.type} is not declared`) };
    const recipientEmail = request.recipientEmail ?? book.addressOf.get(request.userId ?? '');
    if (recipientEmail === undefined) {
      return { ok: false, error: noAddress(request.userId, index, submission.requests.length) };
    }
    const owners = book.usersAt.get(normalAddress(recipientEmail)) ?? [];
    const only = owners.length === 1 ? (owners[0] ?? null) : null;
    drafts.push(
      draft(request, {
        id: newId(),
        now: now(),
        origin: submission.origin,
        declaration,
        sensitive: catalogue.templateVariables(request.template)?.sensitive ?? [],
        recipientEmail,
        userId: request.userId ?? only,
      }),
    );
  }
  const notifications = drafts.map(({ id, status }): Accepted => ({ notificationId: id, status }));
  return {
    ok: true,
    value: { submission, drafts, receipt: { outcome: 'accepted', notifications } },
  };
};

const noAddress = (userId: string | null, index: number, count: number): DomainError =>
  new DomainError(
    'validation_failed',
    `user ${userId} has no preferences to take an address from`,
    [
      {
        path: [...(count > 1 ? ['notifications', index] : []), 'recipient_email'],
        code: 'required',
        detail: `is required: user ${userId} has no preferences to take an address from`,
      },
    ],
  );
