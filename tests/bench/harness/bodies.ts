/** The request of every measurement: a template of React, to somebody who gets no other. */
const notification = (place: number): string =>
  `{"notification_type":"welcome","recipient_email":"user${place}@example.com","userid":"user-${place}","template_vars":{"username":"User Number ${place}"},"tags":{"campaign":"bench"}}`;

export type Bodies = ReturnType<typeof createBodies>;

/** Bodies for `POST /notifications/send` and `/notifications/batch`; no address comes twice. */
export const createBodies = () => {
  let next = 0;
  const one = (): string => {
    next += 1;
    return notification(next);
  };
  return {
    one,
    many: (count: number): string =>
      `{"notifications":[${Array.from({ length: count }, one).join(',')}]}`,
  };
};
