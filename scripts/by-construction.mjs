// What services need and constructs see to by themselves: written by hand, and printed at the end
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
  {
    title: "Mail",
    items: [
      [
        "A relay that listens on its loopback address alone, or keeps the mail of its own domain",
        "`main.cf` is written whole: all interfaces, no mailbox, and nothing of Debian's defaults",
      ],
      [
        "A network whose containers the relay refuses, because its subnet is another one than it was told",
        "the list of clients is made of the subnets of `networks`; a network without one is refused",
      ],
      [
        "A port for containers that is published",
        "only the port of `submission` can be, on which everybody logs in over TLS",
      ],
      [
        "A parameter that opens the relay",
        "`parameters` refuses what decides about clients, relaying, logins and local domains",
      ],
      [
        "A smarthost that is taken for a mail domain, or the other way round",
        "`Smarthost` writes the brackets, unless `mxLookup` is set",
      ],
      ["A password that Postfix does not find", "next hop and key of the password are one text of one object"],
      [
        "Credentials without a name, twice, or over TLS that may be missing",
        "`credentials` holds both, and `Smarthost.of` refuses a level that is not always encrypted",
      ],
      ["Port 465 without TLS from the first byte", "it is the default of that port, with a transport of its own"],
      [
        "A certificate that cannot be checked for lack of authorities",
        "the image has those of Debian, and `authorities` takes others",
      ],
      ["No mechanism for a login", "the modules are in the image, and plain passwords are allowed inside of TLS"],
      ["Everything deferred because a chroot lacks the resolver", "no service runs in one"],
      [
        "A first process that is no Postfix, or a log that goes nowhere",
        "the start script becomes Postfix, and `master.cf` has `postlog`",
      ],
      ["A queue that is lost with its container", "it is a protected volume, and nothing leaves it out"],
      [
        "A relay that lacks a capability, or is started as another user",
        "the construct gives the five that are needed, and has no prop for the user",
      ],
      ["Bounces that are refused because they have no sender", "the empty sender is always allowed"],
      ["A new DKIM key with each container", "the key is in a protected volume, or a secret of yours"],
      [
        "An image that does not start without a list of senders, or wants two colons before a port",
        "`RelayImage.boky` and `RelayImage.exim` write what their images want, and refuse what those cannot do",
      ],
    ],
  },
  {
    title: "Chatmail",
    items: [
      [
        "systemd without the control groups of the host, with those of a namespace, or with a read-only or anonymous volume there",
        "`systemd` of a container mounts them, writable, in the host's namespace, with the directories in memory and the terminal",
      ],
      [
        "A value that chatmail reads otherwise, or not at all: sizes with a fraction, comments behind values, a second line",
        "`ini` has a type for each key, and its renderer is tested against the rules of chatmail's parser",
      ],
      [
        "Two ports of its services that are the same, a longest name below the shortest, figures open to the internet",
        "`ini` refuses them by the name of the key",
      ],
      [
        "Another domain in the environment than in the settings, or an address for the authority that does not arrive",
        "both are written from one prop; what the environment does not pass on stands in the settings",
      ],
      [
        "A new container that takes itself for configured, because a volume keeps the note of it",
        "the settings are uploaded into the container itself, and a directory over `/etc/chatmail` is refused",
      ],
      [
        "A certificate file that stays what it was when it is renewed",
        "files of somebody else are mounted as a directory, and their content is looked at",
      ],
      [
        "A relay that is configured before Traefik's first certificate is written, or looks for it in another directory",
        "it waits for the files; router, dumper and relay name them after one domain",
      ],
      [
        "An image that cannot get certificates, a certificate of an authority for a domain that is not in DNS, or one of its own for one that is",
        "`image` and `tls` are refused with the `mailDomain`",
      ],
      [
        "The first packaging with a new DKIM key at each start, kernel settings that it must not touch, or a start that works once",
        "its scripts are replaced, and the variables are written as they compare them",
      ],
      [
        "IPv6 of a bridge that has none",
        "`ini.disableIpv6` is true there; where somebody wants it false, the container gets its loopback address back",
      ],
      [
        "A relay that relays for services",
        "it is no `IMailRelay`, so no service takes it; `mail/not-through-server` looks at what is written by hand",
      ],
      [
        "A relay that is killed while it writes",
        "`stopGrace` is at least 30 seconds, and the signal is that of systemd",
      ],
    ],
  },
  {
    title: "The HTTPS ingress",
    items: [
      [
        "Plain HTTP on port 443, a route on the wrong port, or one that waits for a resolver that does not exist",
        "every router names its entry point, its priority, TLS and the one resolver that the static file has",
      ],
      [
        "A redirect to a port that nobody reaches, or to another method",
        "it goes `to: ':443'`, the port of the host, by 301 for GET and by 308 for all others",
      ],
      [
        "A route file that Traefik does not see, sees half of, or executes as a template",
        "it is one file in a watched directory, replaced by a rename; `{{` and empty blocks are refused when it is rendered",
      ],
      [
        "Certificates that are ordered anew at each start",
        "their storage is a protected volume, which a job gives to the user of Traefik with mode 0600 before it starts",
      ],
      ["An authority that locks names out after failures without a pause", "there is no way to ask for TLS-ALPN-01"],
      [
        "A certificate whose first name is not that of the service",
        "`host` stands first in the rule, `aliases` follow",
      ],
      [
        "Forged addresses and schemes in front of a service",
        "headers that clients can forge are removed in every spelling, and `X-Forwarded-Proto` is written once",
      ],
      [
        "Large uploads that fill memory or a disk, or fail with 500",
        "bodies are never buffered; the limit is that of the service",
      ],
      [
        "HTTP/3 that is told of and never reached, requests that are cut at a stop, a health check that says yes to a missing file",
        "the ports, the grace of the stop and the check follow from the same plan as the files",
      ],
      [
        "Somebody who has the ingress has the engine",
        "it has no Docker socket, no capability, a file system that it cannot write, and no dashboard",
      ],
    ],
  },
  {
    title: "Baikal",
    items: [
      [
        "A volume that hides the application, or is missing",
        "the construct mounts both directories of data at their own paths, and no prop names a path",
      ],
      [
        "A `baikal.yaml` that cannot be written, is written again by each deploy, or has values of a wrong type",
        "it lies on the volume; the job writes it once from a rendered template, and later the single values whose declaration changed",
      ],
      [
        "A `configured_version` that is not that of the image",
        "the job lets Baikal migrate while the service is stopped, and refuses to go back",
      ],
      ["A wizard that is open to whoever comes first", "the job closes it before the service starts"],
      [
        "A password of the administrator that is hashed in another way, for another realm or another user",
        "the job hashes it; another `realm` on existing data is refused while Terraform plans",
      ],
      [
        "A PostgreSQL host written as `host:port`, on a network that is not joined, or with an empty password",
        "`BaikalDatabase.postgres` takes all of them from the database, the service joins its network, and an empty secret is refused",
      ],
      [
        "An msmtp without envelope sender, with another host, port or TLS than the relay's",
        "`msmtprc` is made of the route that `relay.allow` returns, with `from` always there",
      ],
      [
        "A privileged container, another user, a missing capability, or no right to change owners",
        "there is no prop for any of them: the image runs as 33:33 without capabilities, those of others have the ones that they need",
      ],
      ["`BAIKAL_SKIP_CHOWN` beside files of root", "the environment of the container is no prop"],
      [
        "A health check that is green without a database",
        "it wants 401 from `dav.php`, follows no redirect, and looks for the tables",
      ],
      [
        "A PHP that is too old for its Baikal",
        "ours is Debian's 8.2; `BaikalImage.fromRegistry` refuses older ones by their tags",
      ],
    ],
  },
  {
    title: "Backups",
    items: [
      [
        "A backup that lacks a database, a schema, the extensions or the roles",
        "the list is made of what is on the server when it runs, and a database that the program declares and that is missing there fails the run",
      ],
      [
        "A backup without schedule, or one that keeps nothing or everything",
        "`schedule` is required, and `retention` has a default that a zero cannot undo",
      ],
      ["A client that is older than the server", "the image is built for the server's major version"],
      ["A password that is lost with the host", "one that is generated on the host is refused"],
      ["A restore that runs again after its job was pruned", "the request is noted in the data that it changed"],
      [
        "A service that writes while its data is replaced",
        "all that uses the data waits for the restore, and is stopped for it",
      ],
    ],
  },
];

/** What one synthesis cannot see. */
export const beyond = [
  "That the names of routes point to the host when Traefik first asks for their certificates: it asks once; restart it when they do.",
  "That the name of the superuser and the schema of CalDAV stay what they were: both are read on the first start, and a later change leaves the data where it was.",
  "That the password of a backup is known to somebody when the host is gone.",
  "That a server, network or backend which somebody else runs is as it was described: what Terraform can read there, it checks; the rest is listed as deferred.",
  "That a smarthost is where it was said to be, offers the TLS that is demanded, and accepts the login, the senders and the size: mail waits in the queue, and the log says why.",
  "That SPF, DKIM and the name of the public address are in DNS: the topology lists the records.",
  "That the path of a proxy which somebody else runs is that of the service behind it: it must not strip what `basePath` says.",
  "That the name of a relay's smarthost stands in DNS: entries of `/etc/hosts` are not looked at.",
  "That DNS has the records of a chatmail relay, and its host what it needs: `cdktf-groupware dns verify` and the preflight job look.",
];
