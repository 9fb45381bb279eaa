import { tryDocker } from "../../images/docker";

/** What came back; `status` is 0 where nobody answered. */
export interface Response {
  readonly status: number;
  readonly body: string;
}

/** A request beside its method and path. */
export interface RequestOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A calendar program of one user: the `curl` of a container on the network. */
export class CalendarClient {
  /** @param login - how it logs in; a backend of the tests believes every password */
  constructor(
    private readonly container: string,
    private readonly origin: string,
    private readonly user: string,
    private readonly login: readonly string[] = ["--user", `${user}:any`],
  ) {}

  /** One request, to a path of the backend. */
  request(method: string, path: string, { headers = {}, body = "" }: RequestOptions = {}): Response {
    const { stdout } = tryDocker(
      [
        ...["exec", "-i", this.container, "curl", "--silent", "--max-time", "20", "--request", method],
        ...[...this.login, "--write-out", "\n%{http_code}"],
        ...Object.entries(headers).flatMap(([name, value]) => ["--header", `${name}: ${value}`]),
        ...(body === "" ? [] : ["--data-binary", "@-"]),
        this.origin + path,
      ],
      body,
    );
    const end = stdout.lastIndexOf("\n");
    return { status: Number(stdout.slice(end + 1)), body: stdout.slice(0, Math.max(end, 0)) };
  }

  /** What a resource and, with a depth of 1, those in it say of themselves. */
  propfind(path: string, properties: string, depth: "0" | "1" = "0"): Response {
    const body = `<?xml version="1.0"?><d:propfind xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop>${properties}</d:prop></d:propfind>`;
    return this.request("PROPFIND", path, { headers: { Depth: depth, "Content-Type": "application/xml" }, body });
  }

  /** Stores an event of the user. */
  putEvent(path: string, uid: string, attendees: readonly string[] = []): Response {
    const organizer = attendees.length > 0 ? [`ORGANIZER:mailto:${this.user}`] : [];
    const lines = [
      ...["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//cdktf-groupware//tests//EN", "BEGIN:VEVENT", `UID:${uid}`],
      ...["DTSTAMP:20260101T090000Z", "DTSTART:20260102T090000Z", "DTEND:20260102T100000Z", "SUMMARY:Meeting"],
      ...organizer,
      ...attendees.map((attendee) => `ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:${attendee}`),
      ...["END:VEVENT", "END:VCALENDAR", ""],
    ];
    return this.request("PUT", path, { headers: { "Content-Type": "text/calendar" }, body: lines.join("\r\n") });
  }
}
