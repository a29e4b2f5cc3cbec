import * as message from '@influxkit/internal/message';

/**
 * At most so many characters of a server's message, as a string of their own: engines keep the whole string in memory for
 * as long as a slice of it lives, and there may be one for each line.
 */
export function excerpt(text: string, length = 1000): string {
  return ` ${message.excerpt(text, length - 1)}`.slice(1);
}
