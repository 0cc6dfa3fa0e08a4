/**
 * A command has one handler, and the table of handlers is where the types come from: an unknown
 * command or a wrong payload fails in the compiler. The bus keeps no queue: a handler opens its
 * transaction, and what it wants done afterwards it writes to the outbox in there.
 */
// biome-ignore lint/suspicious/noExplicitAny: the bound of a table whose members carry their own types
export type Handlers = { readonly [type: string]: (command: any) => Promise<unknown> };

type CommandOf<Table extends Handlers> = {
  [Type in keyof Table]: Parameters<Table[Type]>[0];
}[keyof Table];

type ResultOf<Table extends Handlers, Type> = Type extends keyof Table
  ? Awaited<ReturnType<Table[Type]>>
  : never;

export interface MessageBus<Table extends Handlers> {
  /** @throws DomainError what the handler refuses. @throws StoreError */
  handle<Command extends CommandOf<Table>>(
    command: Command,
  ): Promise<ResultOf<Table, Command extends { type: infer Type } ? Type : never>>;
}

export const createMessageBus = <Table extends Handlers>(handlers: Table): MessageBus<Table> => ({
  async handle(command) {
    const handler = Object.hasOwn(handlers, command.type) ? handlers[command.type] : undefined;
    if (!handler) throw new Error(`no handler for command ${String(command.type)}`);
    // The table is keyed by the command's type, so its handler answers with that type's result.
    return handler(command) as never;
  },
});
