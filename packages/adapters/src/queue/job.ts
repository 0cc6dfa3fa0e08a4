import type { Job } from '@postroom/application';
import { z } from 'zod';

/** All that a job carries. No address, no variable: the queue store holds no personal data. */
const jobSchema = z.object({ id: z.uuid(), dispatch: z.int().min(1) });

export const dataOf = ({ id, dispatch }: Job): Job => ({ id, dispatch });

/** @throws Error that says what is wrong with it; such a job can never be worked on. */
export const parseJob = (data: unknown): Job => {
  const parsed = jobSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'data'}: ${message}`,
  );
  throw new Error(`this is no job of Postroom: ${faults.join('; ')}`);
};
