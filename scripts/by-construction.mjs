// What PostgreSQL and the CalDAV server need and constructs see to by themselves: written by hand, and printed at the end
// of docs/invariants.md.

/** What types leave no way to, or what is right unless a prop says otherwise. */
export const byConstruction = [
  {
    title: "Everywhere",
    items: [
      [
        "A secret in the synthesized JSON, in a label or in `docker inspect`",
        "`Secret` is a handle without a value; it is delivered as a file, and exported from it only inside the container",
      ],
      [
        "A container that is killed at once when it is replaced, or whose change is silently ignored",
        "`ContainerService` always writes the grace period of the provider and a label with a digest of its whole specification",
      ],
      [
        "A dependent that starts before its job has succeeded",
        "`startsAfter` becomes a dependency of the resource, and a job that fails ends the deploy",
      ],
      [
        "A fixed address among those that the engine hands out",
        "`ServiceNetwork` keeps the upper half of its subnet for the engine, unless `ipRange` says otherwise",
      ],
    ],
  },
  {
    title: "PostgreSQL",
    items: [
      [
        "A database whose owner does not exist",
        "`addDatabase` declares the role together with the database, and one job makes both",
      ],
      [
        "A volume at the wrong place for the major version",
        "`PostgresWithExtensions` derives the data directory and the mount from `version`",
      ],
      [
        "An extension that the image does not carry, or whose library is not preloaded",
        "`requireExtension` asks the catalogue of the image, and adds the library to the server's start",
      ],
      [
        "A health check that succeeds during the first boot",
        "the construct probes over TCP, which the temporary server of the first boot does not answer",
      ],
      [
        "Clients that wait for the server and not for their database",
        "`database.ready` is the job that makes it, and the services of this library start after that",
      ],
      [
        "More shared buffers and work memory than the container has",
        "both are derived from `memory` and `maxConnections`, unless they are given",
      ],
      ["A database or role that disappears", "the job creates and alters, and drops nothing"],
    ],
  },
  {
    title: "CalDAV and the Calendars backend",
    items: [
      [
        "Different keys on the two sides",
        "`new SabreCalDav(…, { backend })` takes the backend's `keys`, unless `keys` overrides them",
      ],
      ["A callback to another path", "the path is part of the API generation and no prop"],
      ["A callback by a name that two services share", "`backend.baseUrl` uses the fixed address where there is one"],
      [
        "A base URI other than the `/caldav/` that the backend asks for",
        "it is the default, and another one breaks `contract/kept`",
      ],
      [
        "A schema that the first start makes and the server does not use",
        "one prop feeds the job and the server, and the job checks that the tables are there",
      ],
      ["A backend that does not know where its CalDAV server is", "`SabreCalDav` tells it its alias and port"],
      ["A CalDAV server that the internet reaches", "it has no prop to publish a port"],
      [
        "An empty key that makes the server answer 200 to everything",
        "the job that delivers a secret refuses empty, multi-line and well-known ones, wherever they come from",
      ],
    ],
  },
];

/** What one synthesis cannot see. */
export const beyond = [
  "That the name of the superuser and the schema of CalDAV stay what they were: both are read on the first start, and a later change leaves the data where it was.",
  "That a backup holds every database, every schema and the roles: `pg_dump --schema=public` leaves out the schema of CalDAV and all extensions.",
  "That a server, network or backend which somebody else runs is as it was described: what Terraform can read there, it checks; the rest is listed as deferred.",
];
