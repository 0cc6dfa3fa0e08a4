import { accept } from './accept.ts';
import { acceptBatch } from './accept-batch.ts';
import type { HandlerContext } from './context.ts';
import { fileOperation } from './file-operation.ts';
import { cancel, resolve, sendAgain } from './operate.ts';
import { changePreferences, createPreferences } from './preferences.ts';
import { workOff } from './work-off.ts';

/** Every use case of Postroom, by the command that asks for it: the index of this package. */
export const handlersOf = (context: HandlerContext) => ({
  accept: accept(context),
  'accept-batch': acceptBatch(context),
  'create-preferences': createPreferences(context),
  'change-preferences': changePreferences(context),
  cancel: cancel(context),
  'send-again': sendAgain(context),
  resolve: resolve(context),
  'file-operation': fileOperation(context),
  'work-off': workOff(context),
});

export type PostroomHandlers = ReturnType<typeof handlersOf>;
