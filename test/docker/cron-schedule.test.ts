import { parseCronSchedule } from "../../src/docker/cron-schedule";

const HOUR = 3_600;
const DAY = 24 * HOUR;

describe("a schedule", () => {
  test.each([
    ["30 2 * * *", "30 2 * * *", DAY],
    ["*/15 * * * *", "0,15,30,45 * * * *", 15 * 60],
    ["* * * * *", "* * * * *", 60],
    ["0 8-18/2,22 * * MON-FRI", "0 8,10,12,14,16,18,22 * * mon,tue,wed,thu,fri", 58 * HOUR],
    ["0 3 * * 0", "0 3 * * sun", 7 * DAY],
    ["0 3 * * 7", "0 3 * * sun", 7 * DAY],
    ["0 0 1 JAN *", "0 0 1 1 *", 366 * DAY],
    ["0 0 29 2 *", "0 0 29 2 *", (3 * 365 + 366) * DAY],
    ["0 4 31 * *", "0 4 31 * *", 61 * DAY],
    ["  0  1   1,15 *  * ", "0 1 1,15 * *", 17 * DAY],
    ["@daily", "0 0 * * *", DAY],
    ["@Weekly", "0 0 * * sun", 7 * DAY],
  ])("%s is understood", (text, rendered, longestGapSeconds) => {
    expect(parseCronSchedule(text)).toEqual({ text: rendered, longestGapSeconds });
  });

  test.each([
    ["0 0 30 2 *", "never fires: no feb has a day 30"],
    ["0 0 31 4,6 *", "never fires: no apr or jun has a day 31"],
    ["0 0 0 30 2 *", "has 6 fields where cron has five: minute, hour, day of the month, month, day of the week"],
    ["daily", "has 1 fields where cron has five: minute, hour, day of the month, month, day of the week"],
    ["60 2 * * *", 'has "60" where the minute stands: expected 0 to 59, *, a-b, */n or a list'],
    ["0 24 * * *", 'has "24" where the hour stands: expected 0 to 23, *, a-b, */n or a list'],
    ["0 2 0 * *", 'has "0" where the day of the month stands: expected 1 to 31, *, a-b, */n or a list'],
    ["0 2 * * fri-mon", 'has "fri-mon" where the day of the week stands: expected 0 to 7, *, a-b, */n or a list'],
    ["*/0 2 * * *", 'has "*/0" where the minute stands: expected 0 to 59, *, a-b, */n or a list'],
    ["0 2,, * * *", 'has "2,," where the hour stands: expected 0 to 23, *, a-b, */n or a list'],
    ["0 2 1 * mon", "names days of the month and of the week, which cron takes as either and others as both"],
    ["@reboot", "is none of @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually"],
  ])("%s is refused", (text, fault) => {
    expect(parseCronSchedule(text)).toEqual({ fault });
  });
});
