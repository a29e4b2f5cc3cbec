/** What a schema is printed with that requires what another one declares. */
export const WITH_REQUIRED = `/** An object type with members that are required here and optional where it is declared. */
type WithRequired<T, K extends PropertyKey> = T & Required<Pick<T, K & keyof T>>;
`;
