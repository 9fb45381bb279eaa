/** What Traefik, and the dumper of its certificates, must be told of a relay behind them. */
export interface ChatmailTraefik {
  /**
   * A file for the file provider of Traefik, for entry points `web` and `websecure`.
   */
  readonly dynamicConfiguration: string;

  /** The names of the relay, the main one first: its certificate is named after it. */
  readonly names: string[];

  /**
   * Arguments of `traefik-certs-dumper`, which reads `/data/acme.json` and writes to `/certificates`.
   *
   * @default - none: the relay has its certificate by itself
   */
  readonly dumperCommand?: string[];
}
