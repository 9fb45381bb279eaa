/** In bits a second: slower lines are not waited for. */
const SLOWEST_LINE = 5_000_000;

/** How many seconds a body of that size takes over the slowest line that is waited for. */
export function uploadSeconds(bytes: number): number {
  return Math.ceil((bytes * 8) / SLOWEST_LINE);
}
