import type { z } from "zod";
import { consistent, contradiction, flag, leaf, struct, text } from "../internal/schema";
import { show } from "../internal/words";
import { Duration } from "../units/duration";
import { commonContradictions } from "./container-contradictions-schema";
import { containerOptions } from "./container-schema";
import { parseCronSchedule } from "./cron-schedule";
import { stopGrace } from "./container-leaves-schema";
import { duration } from "./duration-schema";
import { mountableVolume } from "./handles-schema";
import type { ScheduledJobProps } from "./scheduled-job";

/** When something runs, for the props of whatever runs on a schedule. */
export const scheduleProps = {
  schedule: leaf<string>(
    "five fields as in cron(8), such as 30 2 * * * for half past two each night, or a macro such as @daily",
    (value) => typeof value === "string" && value.trim() !== "",
  ),
  timeZone: leaf<string>("a time zone of the IANA database, such as Europe/Berlin", isTimeZone).optional(),
  maxAge: duration(Duration.minutes(1), Duration.hours(24 * 400), "Duration.hours(26)").optional(),
  timeLimit: duration(Duration.seconds(1), Duration.hours(24 * 7), "Duration.hours(6)").optional(),
  catchUp: flag().optional(),
  metrics: mountableVolume.optional(),
};

export const scheduledJobSchema = consistent(
  struct({
    ...containerOptions,
    ...scheduleProps,
    script: text("a script, not empty", /\S/).optional(),
    stopGrace: stopGrace.optional(),
  }),
  ...commonContradictions,
  scheduleFires,
  commandIsKnown,
);

/** A schedule that is understood, and that comes to pass. */
export function scheduleFires({ schedule, maxAge }: Partial<ScheduledJobProps>, context: z.RefinementCtx): void {
  if (typeof schedule !== "string") return;
  const parsed = parseCronSchedule(schedule);
  if ("fault" in parsed) {
    contradiction(context, {
      path: ["schedule"],
      what: parsed.fault,
      got: show(schedule),
      expected: "five fields as in cron(8) that come to pass, such as 30 2 * * * for half past two each night",
      fix: "correct `schedule`",
    });
  } else if (maxAge instanceof Duration && maxAge.toSeconds() <= parsed.longestGapSeconds) {
    contradiction(context, {
      path: ["maxAge"],
      what: "is over before the next run is due, so the job would be unhealthy though nothing is wrong",
      got: maxAge.toString(),
      expected: `more than ${Duration.seconds(parsed.longestGapSeconds).toString()}, the longest time between two runs`,
      fix: "raise `maxAge`, or leave it out",
    });
  }
}

function commandIsKnown({ script, entrypoint, command }: Partial<ScheduledJobProps>, context: z.RefinementCtx): void {
  const isSaid = Boolean(entrypoint?.length ?? command?.length);
  if (isSaid !== (script !== undefined)) return;
  contradiction(context, {
    path: ["script"],
    what: isSaid ? "says what to run, and so does `entrypoint` or `command`" : "is missing, and so is `command`",
    expected: "one of them",
    fix: isSaid ? "leave `entrypoint` and `command` out, or `script`" : "pass `script` or `command`",
  });
}

/** Spelt as the files of the database are, because the container looks them up by their names. */
function isTimeZone(value: unknown): boolean {
  if (typeof value !== "string" || !/^[A-Z][A-Za-z0-9_+-]*(\/[A-Z][A-Za-z0-9_+-]*){0,2}$/.test(value)) return false;
  try {
    const known = new Intl.DateTimeFormat("en", { timeZone: value }).resolvedOptions().timeZone;
    return known.toLowerCase() !== value.toLowerCase() || known === value;
  } catch {
    return false;
  }
}
