import { amountIn } from "../internal/amount";

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
    return new Duration(amountIn("Duration.milliseconds", amount, 1, "millisecond"));
  }

  /**
   * A span of seconds.
   *
   * @param amount - how many; zero or more, down to the millisecond
   * @throws an error when the amount is negative or finer than a millisecond
   */
  public static seconds(amount: number): Duration {
    return new Duration(amountIn("Duration.seconds", amount, 1_000, "millisecond"));
  }

  /**
   * A span of minutes.
   *
   * @param amount - how many; zero or more, down to the millisecond
   * @throws an error when the amount is negative or finer than a millisecond
   */
  public static minutes(amount: number): Duration {
    return new Duration(amountIn("Duration.minutes", amount, 60_000, "millisecond"));
  }

  /**
   * A span of hours.
   *
   * @param amount - how many; zero or more, down to the millisecond
   * @throws an error when the amount is negative or finer than a millisecond
   */
  public static hours(amount: number): Duration {
    return new Duration(amountIn("Duration.hours", amount, 3_600_000, "millisecond"));
  }

  /**
   * A span of days of 24 hours.
   *
   * @param amount - how many; zero or more, down to the millisecond
   * @throws an error when the amount is negative or finer than a millisecond
   */
  public static days(amount: number): Duration {
    return new Duration(amountIn("Duration.days", amount, 86_400_000, "millisecond"));
  }

  private constructor(private readonly amount: number) {}

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
