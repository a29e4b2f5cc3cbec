const NEWLINE = 10;
/** Memory that stays between calls; a larger one goes back to the engine. */
const KEPT = 1024 * 1024;

const utf8: TextEncoder = /* @__PURE__ */ new TextEncoder();
let bytes: Uint8Array = /* @__PURE__ */ new Uint8Array(0);

/**
 * The UTF-16 units of a text, in which a parser finds its way three times faster than by `charCodeAt`. Two newlines
 * stand behind the end, so that whoever looks one or two ahead finds an end of line there.
 */
export class Codes {
  units: Uint16Array = new Uint16Array(0);

  fill(text: string): Uint16Array {
    const { length } = text;
    if (this.units.length < length + 2 || this.units.length > Math.max(KEPT, length * 4)) {
      this.units = new Uint16Array(length + 2 + (length >> 3));
    }
    const { units } = this;
    // as many bytes as units: ASCII, which is copied natively
    if (bytes.length < length) bytes = new Uint8Array(length + (length >> 3));
    const scratch = bytes;
    const { read, written } = utf8.encodeInto(text, scratch);
    if (read === length && written === length) {
      units.set(scratch.length === length ? scratch : scratch.subarray(0, length));
    } else {
      for (let i = 0; i < length; i++) units[i] = text.charCodeAt(i);
    }
    if (bytes.length > KEPT) bytes = new Uint8Array(0);
    units[length] = NEWLINE;
    units[length + 1] = NEWLINE;
    return units;
  }
}
