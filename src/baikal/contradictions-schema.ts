import type { z } from "zod";
import { namedIn, networksAreDifferent } from "../docker/container-leaves-schema";
import { contradiction } from "../internal/schema";
import type { BaikalServiceProps, BaikalUser } from "./baikal-props";
import { DEFAULT_MEMORY, DEFAULT_UPLOAD, neededMemory } from "./baikal-plan";
import { BaikalImageProfile } from "./image-profile";

/*
 * What props of a calendar server say that each is right for itself, and wrong together.
 */

type Props = Partial<BaikalServiceProps>;

/** All of it. */
export const baikalContradictions = [
  networksAreNamedOnce,
  usersAreTold,
  usersAreDistinct,
  removedUsersAreGone,
  somethingIsServed,
  volumesAreTwo,
  mailHasASender,
  memoryIsEnough,
  ingressIsAlone,
  imageCanDoIt,
];

function networksAreNamedOnce({ networks }: Props, context: z.RefinementCtx): void {
  networksAreDifferent(namedIn("networks", networks), context);
}

/** Without an address, a calendar has no owner whom invitations could come from. */
function usersAreTold({ users = [] }: Props, context: z.RefinementCtx): void {
  users.forEach(({ name, email }, index) => {
    if (email !== undefined || name.includes("@")) return;
    contradiction(context, {
      path: ["users", index, "email"],
      what: "is required where the name is no address",
      got: name,
      expected: "the mail address of the user",
      fix: `pass \`users[${index}].email\`, or name the user by the address`,
    });
  });
}

function usersAreDistinct({ users = [] }: Props, context: z.RefinementCtx): void {
  const emailOf = ({ name, email = name }: BaikalUser): string => email.toLowerCase();
  users.forEach((user, index) => {
    const before = users.slice(0, index);
    if (before.some(({ name }) => name === user.name)) {
      twice(context, ["users", index, "name"], "names a user again", user.name);
    } else if (before.some((other) => emailOf(other) === emailOf(user))) {
      twice(
        context,
        ["users", index, "email"],
        "is the address of another user, who would get the answers",
        emailOf(user),
      );
    }
    for (const kind of ["calendars", "addressBooks"] as const) {
      const uris = (user[kind] ?? []).map(({ uri = "default" }) => uri);
      uris.forEach((uri, at) => {
        if (uris.indexOf(uri) < at) twice(context, ["users", index, kind, at, "uri"], "is there already", uri);
      });
    }
  });
}

function twice(context: z.RefinementCtx, path: (string | number)[], what: string, got: string): void {
  contradiction(context, { path, what, got, expected: "each once", fix: "remove or rename one of them" });
}

function removedUsersAreGone({ users = [], removedUsers = [] }: Props, context: z.RefinementCtx): void {
  removedUsers.forEach((name, index) => {
    if (!users.some((user) => user.name === name)) return;
    contradiction(context, {
      path: ["removedUsers", index],
      what: "names a user who is in `users` too",
      got: name,
      expected: "a name in one of them",
      fix: "take the user out of `users` to remove all that the user has, or out of `removedUsers` to keep it",
    });
  });
}

function somethingIsServed({ calendars = true, addressBooks = true }: Props, context: z.RefinementCtx): void {
  if (calendars || addressBooks) return;
  contradiction(context, {
    path: ["calendars"],
    what: "is switched off, and so is `addressBooks`",
    expected: "at least one of them",
    fix: "leave one of them out",
  });
}

/** The files of both have the same names for different things. */
function volumesAreTwo({ configuration, data }: Props, context: z.RefinementCtx): void {
  if (!configuration || !data) return;
  const [one, other] = [configuration.volumeNode, data.volumeNode];
  if (one.host !== other.host || one.name !== other.name) return;
  contradiction(context, {
    path: ["data"],
    what: "is the volume of `configuration` too",
    got: other.name,
    expected: "a volume or directory of its own",
    fix: `take two directories, such as ${other.name}-config and ${other.name}-data, or leave both out`,
  });
}

function mailHasASender(
  { inviteAddress, envelopeSender, relay, calendars = true }: Props,
  context: z.RefinementCtx,
): void {
  if (envelopeSender !== undefined && inviteAddress === undefined && !relay) {
    contradiction(context, {
      path: ["envelopeSender"],
      what: "is of no use without mail",
      expected: "`relay` beside it",
      fix: "pass `relay`, or leave `envelopeSender` out",
    });
  }
  if (relay && !calendars) {
    contradiction(context, {
      path: ["relay"],
      what: "has nothing to send: invitations belong to calendars, which are switched off",
      expected: "`calendars`, or no `relay`",
      fix: "leave `relay` out",
    });
  }
}

function memoryIsEnough(
  { memory = DEFAULT_MEMORY, maxUpload = DEFAULT_UPLOAD }: Props,
  context: z.RefinementCtx,
): void {
  const needed = neededMemory(maxUpload.toBytes());
  if (memory.toBytes() >= needed.toBytes()) return;
  contradiction(context, {
    path: ["memory"],
    what: "is less than one request of `maxUpload` may use",
    got: memory.toString(),
    expected: `at least ${needed.toString()}`,
    fix: "raise `memory`, or lower `maxUpload`",
  });
}

/** With an ingress of its own, that is what the internet reaches, on the ports that everybody knows. */
function ingressIsAlone({ tls, publish, publicUrl }: Props, context: z.RefinementCtx): void {
  if (!tls?._ingress) return;
  if (publish) {
    contradiction(context, {
      path: ["publish"],
      what: "goes round the ingress, by plain HTTP",
      got: `port ${publish.hostPort}`,
      expected: "nothing beside `BaikalTls.letsEncrypt`, which publishes ports 80 and 443",
      fix: "leave `publish` out",
    });
  }
  if (publicUrl !== undefined && !/^https:\/\/[A-Za-z0-9.-]+(\/|$)/.test(publicUrl)) {
    contradiction(context, {
      path: ["publicUrl"],
      what: "is not where the ingress serves it",
      got: publicUrl,
      expected: "a URL with https and a name, without a port",
      fix: "leave `publicUrl` out, or correct it",
    });
  }
}

/** What images of others have no setting for. */
const BEYOND: readonly (keyof BaikalServiceProps)[] = ["tls", "trustedProxies"];

function imageCanDoIt(props: Props, context: z.RefinementCtx): void {
  const profile = props.image?.profile ?? BaikalImageProfile.BUNDLED;
  if (profile === BaikalImageProfile.BUNDLED) return;
  const impossible = [
    ...BEYOND.filter((key) => props[key] !== undefined && !(key === "tls" && props.tls?._ingress)),
    ...(profile === BaikalImageProfile.CKULKA_APACHE && props.maxUpload ? (["maxUpload"] as const) : []),
    ...((props.basePath ?? "/") === "/" ? [] : (["basePath"] as const)),
    ...(/^https?:\/\/[^/]+\/?$/.test(props.publicUrl ?? "http://any") ? [] : (["publicUrl"] as const)),
  ];
  for (const name of impossible) {
    contradiction(context, {
      path: [name],
      what: `is not possible with the image ${profile}`,
      expected: "the image of this library",
      fix: `leave \`${name}\` out, or pass \`image: BaikalImage.bundled()\``,
    });
  }
}
