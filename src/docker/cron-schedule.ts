/** A field of a schedule in the syntax of cron(8). */
interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Names in place of numbers, the first for the lowest. */
  readonly names?: readonly string[];
}

const FIELDS: readonly Field[] = [
  { name: "minute", min: 0, max: 59 },
  { name: "hour", min: 0, max: 23 },
  { name: "day of the month", min: 1, max: 31 },
  {
    name: "month",
    min: 1,
    max: 12,
    names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
  },
  { name: "day of the week", min: 0, max: 7, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] },
];

const MACROS: Readonly<Record<string, string>> = {
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
};

const DAY = 86_400;

/** A schedule, understood: when in a day, and on which days. */
export interface CronSchedule {
  /**
   * The schedule as the scheduler takes it: days of the week by name, because programs do not agree on the day that has
   * the number 0.
   */
  readonly text: string;
  /** The longest time between two runs, in seconds, as long as no clock is changed. */
  readonly longestGapSeconds: number;
}

/** Why a text is no schedule, in words that fit behind "it". */
export interface ScheduleFault {
  readonly fault: string;
}

/** Understands five fields, or a macro such as `@daily`. */
export function parseCronSchedule(text: string): CronSchedule | ScheduleFault {
  const words = (MACROS[text.trim().toLowerCase()] ?? text).trim().split(/\s+/);
  if (words.length !== FIELDS.length) {
    return {
      fault: text.trim().startsWith("@")
        ? `is none of ${Object.keys(MACROS).join(", ")}`
        : `has ${words.length} fields where cron has five: minute, hour, day of the month, month, day of the week`,
    };
  }
  const parsed = words.map((word, index) => parseField(word, FIELDS[index]));
  const bad = parsed.findIndex((values) => values === undefined);
  if (bad >= 0) {
    const { name, min, max } = FIELDS[bad];
    return { fault: `has "${words[bad]}" where the ${name} stands: expected ${min} to ${max}, *, a-b, */n or a list` };
  }
  const [minutes, hours, days, months, weekdays] = parsed as (readonly number[])[];
  if (words[2] !== "*" && words[4] !== "*") {
    return { fault: "names days of the month and of the week, which cron takes as either and others as both" };
  }
  const onWeekdays = new Set(weekdays.map((day) => day % 7));
  const runs = runDays(new Set(days), new Set(months), onWeekdays);
  if (runs.length === 0) return { fault: `never fires: no ${monthNames(months)} has a day ${days.join(" or ")}` };
  return {
    text: [
      ...([minutes, hours, days, months] as const).map((values, index) => shorten(values, FIELDS[index])),
      onWeekdays.size === 7
        ? "*"
        : [...onWeekdays]
            .sort()
            .map((day) => FIELDS[4].names?.[day])
            .join(","),
    ].join(" "),
    longestGapSeconds: longestGap(runs, minutes, hours),
  };
}

function parseField(word: string, field: Field): readonly number[] | undefined {
  const values = new Set<number>();
  for (const part of word.split(",")) {
    const match = /^(\*|([a-z0-9]+)(?:-([a-z0-9]+))?)(?:\/(\d+))?$/i.exec(part);
    if (!match) return undefined;
    const [, span, first, last, step] = match;
    const from = span === "*" ? field.min : valueOf(first, field);
    const to = span === "*" ? field.max : last === undefined ? (step ? field.max : from) : valueOf(last, field);
    const by = step === undefined ? 1 : Number(step);
    if (from === undefined || to === undefined || from > to || by < 1) return undefined;
    for (let value = from; value <= to; value += by) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}

function valueOf(word: string, { min, max, names = [] }: Field): number | undefined {
  const named = names.indexOf(word.toLowerCase());
  const value = named >= 0 ? named + min : /^\d{1,2}$/.test(word) ? Number(word) : NaN;
  return value >= min && value <= max ? value : undefined;
}

function shorten(values: readonly number[], { min, max }: Field): string {
  return values.length === max - min + 1 ? "*" : values.join(",");
}

function monthNames(months: readonly number[]): string {
  return months.map((month) => FIELDS[3].names?.[month - 1]).join(" or ");
}

/** The days of eight years with a run, counted from the first: long enough for every 29th of February, and for its gaps. */
function runDays(days: ReadonlySet<number>, months: ReadonlySet<number>, weekdays: ReadonlySet<number>): number[] {
  const start = Date.UTC(2024, 0, 1);
  const end = Date.UTC(2032, 11, 31);
  const found: number[] = [];
  for (let at = start; at <= end; at += DAY * 1_000) {
    const date = new Date(at);
    if (days.has(date.getUTCDate()) && months.has(date.getUTCMonth() + 1) && weekdays.has(date.getUTCDay())) {
      found.push((at - start) / (DAY * 1_000));
    }
  }
  return found;
}

function longestGap(days: readonly number[], minutes: readonly number[], hours: readonly number[]): number {
  const times = hours.flatMap((hour) => minutes.map((minute) => hour * 3_600 + minute * 60));
  const within = times.slice(1).map((time, index) => time - times[index]);
  const between = days.slice(1).map((day, index) => (day - days[index]) * DAY + times[0] - times[times.length - 1]);
  // A schedule with one run in all these years does not exist: the shortest such period is a leap day's.
  return Math.max(...within, ...between);
}
