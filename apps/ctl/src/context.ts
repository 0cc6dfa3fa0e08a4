import {
  type ApiKeys,
  connect,
  createApiKeys,
  createLaneControls,
  createOperatorStore,
  createQuarantine,
  createQueries,
  createUnitOfWork,
  databasePlaceOf,
  hasSchema,
  type LaneControls,
  type OperatorStore,
  reasonOf,
  type Sql,
} from '@postroom/adapters/postgres';
import { bootstrap, type PostroomBus, type Quarantine, type Queries } from '@postroom/application';
import type { TypeCatalogue } from '@postroom/domain';
import type { Config } from '@postroom/runtime';
import { createCatalogue, loadTypes } from '@postroom/templates';
import { uuidv7 } from 'uuidv7';

/** How whoever uses the tool is named in timelines and lane controls. */
export const by = 'an operator';

/** What a command works with. */
export interface CtlContext {
  readonly config: Config;
  readonly sql: Sql;
  readonly bus: PostroomBus;
  readonly queries: Queries;
  readonly keys: ApiKeys;
  readonly operator: OperatorStore;
  readonly lanes: LaneControls;
  readonly quarantine: Quarantine;
  readonly catalogue: TypeCatalogue;
  /** To standard output, a line. */
  say(line: string): void;
}

/** Opens the database and closes it when `work` has ended, however it ended. */
export const withContext = async <Result>(
  config: Config,
  say: (line: string) => void,
  work: (context: CtlContext) => Promise<Result>,
): Promise<Result> => {
  const catalogue = createCatalogue(await loadTypes(config.types));
  const sql = connect({ url: config.database.url, max: 2, name: 'postroom-ctl', tls: config.tls });
  try {
    return await work({
      config,
      sql,
      bus: bootstrap({
        unitOfWork: createUnitOfWork(sql),
        catalogue,
        now: () => new Date(),
        newId: uuidv7,
      }),
      queries: createQueries(sql),
      keys: createApiKeys(sql),
      operator: createOperatorStore(sql),
      lanes: createLaneControls(sql),
      quarantine: createQuarantine(sql),
      catalogue,
      say,
    });
  } finally {
    await sql.end({ timeout: 5 });
  }
};

/** @throws Error that says what to do, when the database is away or not migrated. */
export const needSchema = async ({ sql, config }: CtlContext): Promise<void> => {
  const { hosts, database } = databasePlaceOf(config.database.url);
  const isThere = await hasSchema(sql).catch((cause: unknown) => {
    const reason = reasonOf(cause, hosts);
    throw new Error(
      `the database ${database} on ${hosts} does not answer: ${reason}. Check DATABASE_URL, and that the server runs`,
      { cause },
    );
  });
  if (!isThere) {
    throw new Error(
      `the database ${database} on ${hosts} lacks this version's schema: run npm run migrate`,
    );
  }
};
