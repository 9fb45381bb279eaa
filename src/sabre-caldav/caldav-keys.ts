import type { Secret } from "../docker";
import { validateOptions } from "../internal/schema";
import { keySetSchema, oneKeySchema } from "./factories-schema";

/** Three keys, one for each direction of trust. */
export interface CalDavKeySet {
  /** The CalDAV server shows it to the backend when it reports an invitation. */
  readonly inbound: Secret;

  /** The backend shows it to the CalDAV server: with it and a user's name, everything of that user can be read. */
  readonly outbound: Secret;

  /** The backend shows it to the CalDAV server for provisioning and imports. */
  readonly internal: Secret;
}

/** The keys that the CalDAV server and its backend share. */
export class CalDavKeys {
  /**
   * One key for all three directions, as the upstream guide does it.
   *
   * @param key - the key
   * @throws an error when it is no Secret
   */
  public static same(key: Secret): CalDavKeys {
    validateOptions("CalDavKeys.same", oneKeySchema, { key });
    return new CalDavKeys({ inbound: key, outbound: key, internal: key });
  }

  /**
   * Keys of their own: whoever learns one of them has not learnt the others.
   *
   * @param keys - the keys; two of them may be one
   * @throws an error that lists all that are no Secrets
   */
  public static of(keys: CalDavKeySet): CalDavKeys {
    return new CalDavKeys(validateOptions("CalDavKeys.of", keySetSchema, keys));
  }

  /** The CalDAV server shows it to the backend. */
  public readonly inbound: Secret;

  /** The backend shows it to the CalDAV server. */
  public readonly outbound: Secret;

  /** The backend shows it to the CalDAV server for provisioning and imports. */
  public readonly internal: Secret;

  private constructor({ inbound, outbound, internal }: CalDavKeySet) {
    this.inbound = inbound;
    this.outbound = outbound;
    this.internal = internal;
  }
}
