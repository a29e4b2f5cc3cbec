import { CHANGESET_CODES } from './catalogue/changeset-codes.js';
import { CONFIG_CODES } from './catalogue/config-codes.js';
import { LOAD_CODES } from './catalogue/load-codes.js';
import { MODEL_CODES } from './catalogue/model-codes.js';
import { OVERLAY_CODES } from './catalogue/overlay-codes.js';
import { WRITE_CODES } from './catalogue/write-codes.js';
import type { Diagnostic, Location, Severity } from './diagnostics.js';

/** What one code of the catalogue stands for. */
export interface CatalogueEntry {
  readonly severity: Severity;
  /** What brings it about, in a sentence or two. */
  readonly cause: string;
  /** What to do about it. A diagnostic may say it more exactly. */
  readonly fix: string;
}

/** Every code that a diagnostic can have. */
export const CATALOGUE: Readonly<Record<Code, CatalogueEntry>> = /* @__PURE__ */ Object.freeze({
  ...LOAD_CODES,
  ...MODEL_CODES,
  ...CONFIG_CODES,
  ...WRITE_CODES,
  ...OVERLAY_CODES,
  ...CHANGESET_CODES,
});

export type Code =
  | keyof typeof LOAD_CODES
  | keyof typeof MODEL_CODES
  | keyof typeof CONFIG_CODES
  | keyof typeof WRITE_CODES
  | keyof typeof OVERLAY_CODES
  | keyof typeof CHANGESET_CODES;

/** A diagnostic of the catalogue: severity and, unless given, fix are the catalogue's. */
export function diagnose(code: Code, message: string, location?: Location, fix?: string): Diagnostic {
  const entry = CATALOGUE[code];
  return {
    code,
    severity: entry.severity,
    message,
    fix: fix ?? entry.fix,
    ...(location && { location }),
  };
}
