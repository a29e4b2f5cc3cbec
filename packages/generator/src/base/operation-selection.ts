/** Operations, by what they have. One fits if any of these fits. */
export interface OperationSelection {
  /** Names of tags. */
  readonly tags?: readonly string[];
  /** Paths as the contract writes them; a star stands for any characters: `/admin/*`. */
  readonly paths?: readonly string[];
  /** Operation ids. */
  readonly operations?: readonly string[];
  /** Whether operations that the contract advises against fit. */
  readonly deprecated?: boolean;
}

export interface FilterOptions {
  /**
   * The operations that are taken; schemas that none of them leads to are left out.
   *
   * @default all
   */
  readonly include?: OperationSelection | undefined;
  /**
   * Of those, the operations that are left out.
   *
   * @default none
   */
  readonly exclude?: OperationSelection | undefined;
}
