/**
 * A JSON object of which a test knows the shape. Its values have no types, so that tests read
 * `config.healthcheck.test` without casts.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = { [key: string]: any };

/** The object without the notes that cdktf leaves for its own command line. */
export function withoutMetadata(value: Json): Json {
  return JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === "//" ? undefined : inner))) as Json;
}
