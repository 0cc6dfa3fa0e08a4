/**
 * Class names and routing keys are two spellings of one name: `UserEmailVerificationRequested` is
 * `user.email_verification_requested`. The first word is the entity, the rest is what happened.
 */
export const classNameOf = (routingKey: string): string =>
  routingKey
    .split(/[._]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/** The routing key of a class name; a name that is a routing key already comes back as it is. */
export const routingKeyOf = (name: string): string => {
  if (!/^[A-Z][A-Za-z0-9]*$/.test(name)) return name;
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(' ');
  const [entity = '', ...rest] = words;
  return rest.length === 0 ? entity : `${entity}.${rest.join('_')}`;
};
