import type { z } from "zod";
import { contradiction } from "../internal/schema";
import { show } from "../internal/words";
import { ChatmailPackaging } from "./chatmail-image";
import type { ChatmailRelayProps } from "./chatmail-relay-props";
import { ChatmailTlsMode } from "./chatmail-tls";
import { filesAreFree } from "./custom-files-schema";
import { CONTROLS, environmentKey, settingsOf } from "./ini-environment";
import { INI_KEYS } from "./ini-keys";
import { iniChecks } from "./ini-schema";
import { MailDomainKind, kindOf } from "./mail-domain";

/*
 * What props of a relay say that each is right for itself, and wrong together.
 */

type Props = Partial<ChatmailRelayProps>;

/** All of it. */
export const relayContradictions = [
  certificateFitsDomain,
  imageGetsCertificates,
  legacyHasWhatItNeeds,
  settingsFitPackaging,
  environmentSaysNothingTwice,
  environmentFitsSettings,
  traefikHasRoom,
  networkIsBridged,
  filesAreFree,
];

function packagingOf({ image }: Props): ChatmailPackaging {
  return image?.packaging ?? ChatmailPackaging.OFFICIAL;
}

function certificateFitsDomain({ mailDomain, tls }: Props, context: z.RefinementCtx): void {
  if (mailDomain === undefined || tls === undefined) return;
  const isPublic = kindOf(mailDomain) === MailDomainKind.PUBLIC;
  const byAuthority = [ChatmailTlsMode.ACME, ChatmailTlsMode.TRAEFIK_PASSTHROUGH].includes(tls.mode);
  if (byAuthority && !isPublic) {
    contradiction(context, {
      path: ["tls"],
      what: "asks an authority for a certificate that it gives to nobody",
      got: `${tls.mode} for ${mailDomain}`,
      expected: "a domain in DNS, or a certificate of the relay's own",
      fix: "leave `tls` out, or take another `mailDomain`",
    });
  }
  if (tls.mode === ChatmailTlsMode.SELF_SIGNED && isPublic) {
    contradiction(context, {
      path: ["tls"],
      what: "is for domains with a leading `_` and for addresses: chatmail makes its own certificate for those alone",
      got: `${tls.mode} for ${mailDomain}`,
      expected: "ChatmailTls.acme(), or files that somebody renews",
      fix: "leave `tls` out, or take another `mailDomain`",
    });
  }
}

/** Releases before accept an agreement that Let's Encrypt has replaced, and get nothing. */
function imageGetsCertificates({ mailDomain = "", image, tls }: Props, context: z.RefinementCtx): void {
  const version = image?.version?.split(".").map(Number);
  if (!version || version[0] > 1 || version[1] >= 12) return;
  const mode = tls?.mode ?? (kindOf(mailDomain) === MailDomainKind.PUBLIC ? ChatmailTlsMode.ACME : undefined);
  if (mode !== ChatmailTlsMode.ACME && mode !== ChatmailTlsMode.TRAEFIK_PASSTHROUGH) return;
  contradiction(context, {
    path: ["image"],
    what: "cannot get certificates: it accepts an older agreement of Let's Encrypt than the one in force",
    got: image?.version,
    expected: "1.12.0 or newer",
    fix: "take ChatmailImage.release(), or a certificate of somebody else by `tls`",
  });
}

function legacyHasWhatItNeeds(props: Props, context: z.RefinementCtx): void {
  const { legacy, network, state } = props;
  const packaging = packagingOf(props);
  if (packaging === ChatmailPackaging.OFFICIAL) {
    if (legacy !== undefined) {
      contradiction(context, {
        path: ["legacy"],
        what: "says something that the official packaging does not have",
        expected: "a legacy or pinned image beside it",
        fix: "leave `legacy` out, or pass `image: ChatmailImage.legacy(…)`",
      });
    }
    return;
  }
  if (packaging === ChatmailPackaging.LEGACY && legacy?.checkout === undefined) {
    contradiction(context, {
      path: ["legacy", "checkout"],
      what: "is required: the first packaging installs itself from a checkout of the source",
      expected: "the directory of the checkout on the host",
      fix: 'pass `legacy: { checkout: DataVolume.hostDirectory(host, "checkout", "/srv/chatmail/relay", { owner: "0:0" }) }`',
    });
  }
  if (network === undefined) {
    contradiction(context, {
      path: ["network"],
      what: "is required: the first packaging publishes ports and is not made for the network of the host",
      expected: "a ServiceNetwork",
      fix: 'pass `network: new ServiceNetwork(host, "chatmail")`',
    });
  }
  if (state?.selfSigned !== undefined) {
    contradiction(context, {
      path: ["state", "selfSigned"],
      what: "says something that the first packaging does not have",
      expected: "the official packaging beside it",
      fix: "leave `state.selfSigned` out",
    });
  }
}

/** What a packaging does not know is silently ignored there. */
function settingsFitPackaging(props: Props, context: z.RefinementCtx): void {
  const { ini = {}, env = {} } = props;
  const packaging = packagingOf(props);
  const stranger = packaging === ChatmailPackaging.OFFICIAL ? "legacy" : "official";
  const stated = { ...ini, ...settingsOf(env) };
  for (const { name } of INI_KEYS.filter(({ name: key, only }) => only === stranger && stated[key] !== undefined)) {
    contradiction(context, {
      path: ["ini", name],
      what: `is a setting of the ${stranger} packaging alone`,
      got: `an image of the ${packaging} packaging`,
      expected: "a setting that the image reads",
      fix: `leave \`ini.${name}\` out, or take another \`image\``,
    });
  }
}

function environmentSaysNothingTwice({ env = {}, ini = {} }: Props, context: z.RefinementCtx): void {
  for (const [name, value] of Object.entries(env)) {
    if (name in CONTROLS) {
      const instead = CONTROLS[name];
      contradiction(context, {
        path: ["env", name],
        what: "is decided by a prop, or by the construct",
        got: show(value),
        expected: instead,
        fix: instead.startsWith("`") ? `use ${instead} instead` : `leave \`${name}\` out`,
      });
      continue;
    }
    const known = INI_KEYS.find(({ key }) => key === environmentKey(name));
    if (known === undefined) continue;
    if (ini[known.name] !== undefined) {
      contradiction(context, {
        path: ["env", name],
        what: `is set by \`ini.${known.name}\` too`,
        got: show(value),
        expected: "one of them",
        fix: "remove one of them",
      });
    } else if (typeof value === "string" && value !== "" && known.kind.parse(value) === undefined) {
      contradiction(context, {
        path: ["env", name],
        what: "has a value that chatmail does not read",
        got: show(value),
        expected: `what \`ini.${known.name}\` can be: ${known.kind.expected}`,
        fix: `correct it, or use \`ini.${known.name}\` instead`,
      });
    }
  }
}

/** What variables and `ini` say together; `ini` alone has been looked at already. */
function environmentFitsSettings({ env = {}, ini = {} }: Props, context: z.RefinementCtx): void {
  const settings = settingsOf(env);
  if (Object.keys(settings).length === 0) return;
  const both = { ...ini, ...settings };
  for (const check of iniChecks) {
    check(both, {
      ...context,
      addIssue: (issue) => {
        if (typeof issue === "object") context.addIssue({ ...issue, path: ["env"] });
      },
    });
  }
}

function traefikHasRoom({ tls, network }: Props, context: z.RefinementCtx): void {
  const isBehind = [ChatmailTlsMode.TRAEFIK_PASSTHROUGH, ChatmailTlsMode.TRAEFIK_DUMPED];
  if (tls === undefined || !isBehind.includes(tls.mode) || network !== undefined) return;
  contradiction(context, {
    path: ["network"],
    what: "is required behind Traefik: on the network of the host, both would want the ports 80 and 443",
    expected: "a ServiceNetwork on which Traefik is too",
    fix: "pass the `network` of Traefik",
  });
}

function networkIsBridged({ network, publishAddress }: Props, context: z.RefinementCtx): void {
  if (network === undefined && publishAddress !== undefined) {
    contradiction(context, {
      path: ["publishAddress"],
      what: "is for a relay on a `network`: on the network of the host, it listens by itself",
      got: publishAddress,
      expected: "`network` beside it",
      fix: "leave `publishAddress` out, or pass `network`",
    });
  }
  if (network?.networkNode.isInternal) {
    contradiction(context, {
      path: ["network"],
      what: "has no way out of the host, so no mail would leave it",
      got: network.networkName,
      expected: "a network that is not `internal`",
      fix: "take another `network`",
    });
  }
}
