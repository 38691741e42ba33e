const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a text is an id in the one form that the database gives, of whatever version: lower case, with hyphens. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
