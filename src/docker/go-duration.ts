import type { Duration } from "../units/duration";

/**
 * A duration as Go writes it, for example `1m30s` and `1h0m0s`. The provider reads health check durations back in this
 * form and would plan a change for any other.
 */
export function goDuration(duration: Duration): string {
  const milliseconds = duration.toMilliseconds();
  if (milliseconds === 0) return "0s";
  if (milliseconds < 1_000) return `${milliseconds}ms`;
  const hours = Math.floor(milliseconds / 3_600_000);
  const minutes = Math.floor((milliseconds % 3_600_000) / 60_000);
  const seconds = `${(milliseconds % 60_000) / 1_000}s`;
  if (hours > 0) return `${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${minutes}m${seconds}` : seconds;
}
