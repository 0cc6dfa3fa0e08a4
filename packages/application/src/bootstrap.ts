import type { HandlerContext } from './handlers/context.ts';
import { handlersOf, type PostroomHandlers } from './handlers/index.ts';
import { checkPreferenceMails } from './handlers/preference-mails.ts';
import { createMessageBus, type MessageBus } from './message-bus.ts';

export type PostroomBus = MessageBus<PostroomHandlers>;

/** Builds the message bus of a process from its ports. Called once, in an app's `start`. */
export const bootstrap = (context: HandlerContext): PostroomBus => {
  checkPreferenceMails(context);
  return createMessageBus(handlersOf(context));
};
