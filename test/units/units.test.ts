import { Duration, Size } from "cdktf-groupware";
import { refusalOf } from "cdktf-groupware/testing";

describe("a duration", () => {
  test.each([
    [Duration.milliseconds(1_500), 1_500, 2, "1.5s"],
    [Duration.seconds(90), 90_000, 90, "1m30s"],
    [Duration.minutes(1.5), 90_000, 90, "1m30s"],
    [Duration.hours(1), 3_600_000, 3_600, "1h"],
    [Duration.days(2), 172_800_000, 172_800, "48h"],
    [Duration.seconds(0), 0, 0, "0s"],
  ])("%s", (duration, milliseconds, seconds, text) => {
    expect(duration.toMilliseconds()).toBe(milliseconds);
    expect(duration.toSeconds()).toBe(seconds);
    expect(duration.toString()).toBe(text);
  });

  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])("is no %d ms", (amount) => {
    expect(refusalOf(() => Duration.milliseconds(amount))).toBe(`Duration.milliseconds: 1 problem

  ✗ amount   has a value that does not fit
      got       ${amount}
      expected  a number, zero or more, in whole milliseconds
      fix       pass such a number, as in Duration.milliseconds(30)`);
  });

  test.each([
    ["soon", '"soon"'],
    ["5", '"5"'],
    ["", '""'],
    [null, "null"],
    [[5], "a list of 1"],
    [true, "true"],
  ])("is not made of %j, whoever has no types", (amount, shown) => {
    expect(refusalOf(() => Duration.seconds(amount as unknown as number))).toContain(`got       ${shown}`);
  });
});

describe("a size", () => {
  test.each([
    [Size.bytes(1), 1, 0, "1 B"],
    [Size.kibibytes(1.5), 1_536, 0, "1536 B"],
    [Size.mebibytes(512), 536_870_912, 512, "512 MiB"],
    [Size.gibibytes(2), 2_147_483_648, 2_048, "2 GiB"],
    [Size.gibibytes(1.5), 1_610_612_736, 1_536, "1536 MiB"],
    [Size.bytes(0), 0, 0, "0 B"],
  ])("%s", (size, bytes, mebibytes, text) => {
    expect(size.toBytes()).toBe(bytes);
    expect(size.toMebibytes()).toBe(mebibytes);
    expect(size.toString()).toBe(text);
  });

  test.each([-1, 0.5, Number.NaN])("is no %d bytes", (amount) => {
    expect(refusalOf(() => Size.bytes(amount))).toBe(`Size.bytes: 1 problem

  ✗ amount   has a value that does not fit
      got       ${amount}
      expected  a number, zero or more, in whole bytes
      fix       pass such a number, as in Size.bytes(30)`);
  });
});
