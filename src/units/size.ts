import { amountIn } from "../internal/amount";

const KIBIBYTE = 1_024;
const MEBIBYTE = 1_024 * KIBIBYTE;
const GIBIBYTE = 1_024 * MEBIBYTE;

/**
 * An amount of memory or storage, so that no prop has to say its unit in its name.
 */
export class Size {
  /**
   * An amount of bytes.
   *
   * @param amount - how many; zero or more, whole
   * @throws an error when the amount is negative or not a whole number
   */
  public static bytes(amount: number): Size {
    return new Size(amountIn("Size.bytes", amount, 1, "byte"));
  }

  /**
   * An amount of kibibytes (1,024 bytes).
   *
   * @param amount - how many; zero or more, down to the byte
   * @throws an error when the amount is negative or finer than a byte
   */
  public static kibibytes(amount: number): Size {
    return new Size(amountIn("Size.kibibytes", amount, KIBIBYTE, "byte"));
  }

  /**
   * An amount of mebibytes (1,024 kibibytes).
   *
   * @param amount - how many; zero or more, down to the byte
   * @throws an error when the amount is negative or finer than a byte
   */
  public static mebibytes(amount: number): Size {
    return new Size(amountIn("Size.mebibytes", amount, MEBIBYTE, "byte"));
  }

  /**
   * An amount of gibibytes (1,024 mebibytes).
   *
   * @param amount - how many; zero or more, down to the byte
   * @throws an error when the amount is negative or finer than a byte
   */
  public static gibibytes(amount: number): Size {
    return new Size(amountIn("Size.gibibytes", amount, GIBIBYTE, "byte"));
  }

  private constructor(private readonly amount: number) {}

  /** The amount in bytes. */
  public toBytes(): number {
    return this.amount;
  }

  /** The amount in whole mebibytes, rounded down: a limit is never raised. */
  public toMebibytes(): number {
    return Math.floor(this.amount / MEBIBYTE);
  }

  /** The amount as a person writes it, for example `512 MiB`. */
  public toString(): string {
    for (const [unit, bytes] of [
      ["GiB", GIBIBYTE],
      ["MiB", MEBIBYTE],
      ["KiB", KIBIBYTE],
    ] as const) {
      if (this.amount >= bytes && this.amount % bytes === 0) {
        return `${this.amount / bytes} ${unit}`;
      }
    }
    return `${this.amount} B`;
  }
}
