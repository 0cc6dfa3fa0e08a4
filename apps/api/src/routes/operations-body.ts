import { z } from '@hono/zod-openapi';
import type { Selection } from '@postroom/application';
import {
  emailAddressFault,
  type Issue,
  type OperationKind,
  statesFor,
  statesUnlessNamed,
  type TypeCatalogue,
  userIdFault,
} from '@postroom/domain';
import { objectSchema } from '@postroom/templates';
import { moment } from '../http/page-query.ts';
import { faultAt, invalid } from '../problem/problem-error.ts';
import { plain, queueField, sound, tagField } from './list-filter.ts';

/** What a person asks for: the fields of the list's filter, but those of pages. */
const filterFields = (kind: OperationKind, catalogue: TypeCatalogue) => {
  const [first = 'failed', ...others] = statesFor[kind];
  const states = z.enum([first, ...others]);
  const types = catalogue.types.map(({ type }) => type);
  const known = statesFor[kind].join(', ');
  return {
    status: z
      .union([states, z.array(states).min(1).max(10)], {
        error: `must be one of ${known}, or a list of them`,
      })
      .optional()
      .openapi({ description: `Default: ${statesUnlessNamed(kind).join(', ')}.` }),
    type: z
      .string()
      .refine((name) => types.includes(name), `must be one of ${types.join(', ')}`)
      .optional(),
    queue: queueField,
    source: plain('Who handed it in.'),
    userid: sound(userIdFault, 'Whose it is.'),
    recipient_email: sound(emailAddressFault, 'Compared without case.'),
    tag: tagField,
    error_code: plain('Why it failed.'),
    since: moment('Accepted at or after.'),
    until: moment('Accepted before.'),
  };
};

/** The body of a request for an operation on many. */
export const operationBody = (kind: OperationKind, catalogue: TypeCatalogue) => {
  const filter = z.strictObject(filterFields(kind, catalogue));
  const fields = {
    filter,
    dry_run: z.boolean().optional().openapi({ description: 'Count only. Default false.' }),
  };
  const checked = objectSchema(fields);
  const parsed = z.strictObject(fields);
  return {
    schema: z.object({
      ...fields,
      filter: filter.openapi({ description: 'At least one field. All that are given must hold.' }),
    }),
    /** @throws ProblemError `validation_failed` with every fault. */
    read(body: unknown): { readonly selection: Selection; readonly isDryRun: boolean } {
      const result = checked.check(body, 'refuse');
      if (!result.ok) throw invalid(result.issues.map(faultAt));
      const { filter: given, dry_run: isDryRun = false } = parsed.parse(body);
      if (Object.values(given).every((value) => value === undefined)) {
        throw invalid([faultAt(emptyFilter)]);
      }
      return { selection: selectionOf(kind, given), isDryRun };
    },
  };
};

/** Nobody means everything by saying nothing. */
const emptyFilter: Issue = {
  path: ['filter'],
  code: 'required',
  detail:
    '`filter` must name at least one field, such as `status`; an empty one would touch everything.',
};

type Given = z.output<z.ZodObject<ReturnType<typeof filterFields>>>;

const selectionOf = (
  kind: OperationKind,
  { status, userid, recipient_email, error_code, ...filter }: Given,
): Selection => ({
  ...filter,
  statuses: status === undefined ? statesUnlessNamed(kind) : [status].flat(),
  userId: userid,
  recipientEmail: recipient_email,
  errorCode: error_code,
});
