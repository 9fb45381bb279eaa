/**
 * The generation of the interface between the CalDAV server and its Django backend. Both must be of the same: a mix
 * answers every call in either direction with 401.
 */
export enum CalDavApiGeneration {
  /** Headers `X-LS-…`, a callback base URL in the CalDAV server, a database schema of its own: since release 0.1.0. */
  LS_HEADERS = "ls-headers",
  /** Headers `X-Api-Key`, `X-Forwarded-User`; a full callback URL; always the schema `public`: up to March 2026. */
  API_KEY_HEADERS = "api-key-headers",
}
