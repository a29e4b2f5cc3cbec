/** Bytes up to which a string counts as short: longer ones are cut without being copied. */
const SHORT = 12;
/** How many short strings are remembered; a power of two. */
const SLOTS = 64;

/** Bytes of UTF-8 and the strings in them, cut where readers of bytes say. */
export class ByteText {
  bytes: Uint8Array = new Uint8Array(0);
  /** The same bytes with one character a byte; exact where `ascii` is set, otherwise only where bytes are ASCII. */
  text = '';
  ascii = true;
  end = 0;
  readonly #utf8: TextDecoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #words: Int32Array = new Int32Array(0);
  /** Short strings cut from these bytes: where they were, how long they are, and the strings. */
  readonly #seenAt: Int32Array = new Int32Array(SLOTS).fill(-1);
  readonly #seenLength: Uint8Array = new Uint8Array(SLOTS);
  readonly #seen: string[] = new Array<string>(SLOTS).fill('');

  /** Takes bytes to read from. */
  load(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.end = bytes.length;
    this.#seenAt.fill(-1);
    // Text that is not ASCII is seldom alone: after some, its way is taken at once.
    if (this.ascii) {
      this.text = this.#utf8.decode(bytes);
      // As many characters as bytes means one character a byte: no sequence of several bytes decodes to as many.
      if (this.text.length === bytes.length) return;
    }
    this.#loadMasked(bytes);
  }

  /** Makes text of one character a byte: of bytes beyond ASCII it holds some character, which is not to be used. */
  #loadMasked(bytes: Uint8Array): void {
    const words = (bytes.length + 3) >> 2;
    if (this.#words.length < words) this.#words = new Int32Array(words * 2);
    const masked = this.#words;
    const view = new Uint8Array(masked.buffer, 0, bytes.length);
    masked[words - 1] = 0;
    view.set(bytes);
    let high = 0;
    for (let i = 0; i < words; i += 1) {
      const word = masked[i] as number;
      high |= word;
      masked[i] = word & 0x7f7f_7f7f;
    }
    this.ascii = (high & 0x8080_8080) === 0;
    this.text = this.#utf8.decode(view);
  }

  /** Takes what another has loaded. */
  share(other: ByteText): void {
    this.bytes = other.bytes;
    this.text = other.text;
    this.ascii = other.ascii;
    this.end = other.end;
  }

  /** The string between two positions. */
  slice(start: number, end: number): string {
    const length = end - start;
    if (length > SHORT || length === 0) return this.#cut(start, end);
    // Short strings are often the same from row to row (states, names), and are copied when they are cut.
    const { bytes } = this;
    const slot = ((bytes[start] as number) * 7 + (bytes[end - 1] as number) * 3 + length) & (SLOTS - 1);
    const seen = this.#seenAt[slot] as number;
    if (seen >= 0 && this.#seenLength[slot] === length) {
      let i = 0;
      while (i < length && bytes[seen + i] === bytes[start + i]) i += 1;
      if (i === length) return this.#seen[slot] as string;
    }
    const text = this.#cut(start, end);
    this.#seenAt[slot] = start;
    this.#seenLength[slot] = length;
    this.#seen[slot] = text;
    return text;
  }

  #cut(start: number, end: number): string {
    if (this.ascii) return this.text.slice(start, end);
    const { bytes } = this;
    for (let i = start; i < end; i += 1) {
      if ((bytes[i] as number) > 127) return this.#utf8.decode(bytes.subarray(start, end));
    }
    return this.text.slice(start, end);
  }
}
