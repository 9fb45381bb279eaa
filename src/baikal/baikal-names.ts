/** How a calendar server is called. */
export interface BaikalNames {
  /**
   * The name of the machine, without the domain.
   *
   * @default - the first part of `domain`
   */
  readonly hostname?: string;

  /** The domain behind it; where there is no `hostname`, the whole name. */
  readonly domain: string;
}
