/** A value that does not fit the method it was given to; refused when the point is encoded, as all others are. */
export class InvalidFieldType {
  constructor(
    readonly type: string,
    readonly wanted: string,
    readonly value: unknown,
  ) {}
}
