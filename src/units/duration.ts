/**
 * A span of time, so that no prop has to say its unit in its name.
 */
export class Duration {
  /**
   * A span of whole milliseconds.
   *
   * @param amount - how many; zero or more, whole
   * @throws an error when the amount is negative or not a whole number
   */
  public static milliseconds(amount: number): Duration {
    return new Duration(amount);
  }

  /**
   * A span of seconds.
   *
   * @param amount - how many; zero or more, down to the millisecond
   * @throws an error when the amount is negative or finer than a millisecond
   */
  public static seconds(amount: number): Duration {
    return new Duration(amount * 1_000);
  }

  /**
   * A span of minutes.
   *
   * @param amount - how many; zero or more, down to the millisecond
   * @throws an error when the amount is negative or finer than a millisecond
   */
  public static minutes(amount: number): Duration {
    return new Duration(amount * 60_000);
  }

  /**
   * A span of hours.
   *
   * @param amount - how many; zero or more, down to the millisecond
   * @throws an error when the amount is negative or finer than a millisecond
   */
  public static hours(amount: number): Duration {
    return new Duration(amount * 3_600_000);
  }

  /**
   * A span of days of 24 hours.
   *
   * @param amount - how many; zero or more, down to the millisecond
   * @throws an error when the amount is negative or finer than a millisecond
   */
  public static days(amount: number): Duration {
    return new Duration(amount * 86_400_000);
  }

  private constructor(private readonly amount: number) {
    if (!Number.isSafeInteger(amount) || amount < 0) {
      throw new Error(`Duration: got ${amount} ms, expected a whole number of milliseconds, zero or more`);
    }
  }

  /** The span in milliseconds. */
  public toMilliseconds(): number {
    return this.amount;
  }

  /** The span in seconds, rounded up: a deadline is never shortened. */
  public toSeconds(): number {
    return Math.ceil(this.amount / 1_000);
  }

  /** The span as a person writes it, for example `1m30s`. */
  public toString(): string {
    const hours = Math.floor(this.amount / 3_600_000);
    const minutes = Math.floor((this.amount % 3_600_000) / 60_000);
    const seconds = (this.amount % 60_000) / 1_000;
    const parts = [hours ? `${hours}h` : "", minutes ? `${minutes}m` : "", seconds ? `${seconds}s` : ""];
    return parts.join("") || "0s";
  }
}
