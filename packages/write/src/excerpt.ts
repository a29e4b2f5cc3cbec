/**
 * At most so many letters of what a server said, as a text of their own: engines keep the whole text in memory for as long
 * as a slice of it lives, and there may be one for each line.
 */
export function excerpt(text: string, length = 1000): string {
  return ` ${text.slice(0, length)}`.slice(1);
}
