import type { JsonObject, TypeCatalogue } from '@postroom/domain';
import { sendRequestExamples, sendRequestSchemas } from './send-request.ts';

/** An item of a batch: a body of `POST /notifications/send` that may carry a key of its own. */
export const batchItemSchema = (catalogue: TypeCatalogue): JsonObject => ({
  description: 'As in `POST /notifications/send`, and a key of its own if it likes.',
  oneOf: Object.entries(sendRequestSchemas(catalogue))
    .filter(([name]) => name !== 'SendRequest')
    .map(([, shape]) => ({
      ...shape,
      properties: {
        ...(shape.properties as JsonObject), // every shape has some
        idempotency_key: {
          type: 'string',
          minLength: 1,
          maxLength: 255,
          description:
            'A repetition within 48 hours, in whatever batch, stands for the first notification.',
        },
      },
    })),
});

/** Two of different types, the first with a key of its own. */
export const batchExample = (catalogue: TypeCatalogue) => ({
  notifications: Object.values(sendRequestExamples(catalogue))
    .slice(0, 2)
    .map(({ value }, index) => (index === 0 ? { ...value, idempotency_key: 'order-1842' } : value)),
});
