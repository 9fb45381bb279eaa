import { Secret } from "../docker";
import { ENVIRONMENT_NAME } from "../internal/names";
import {
  consistent,
  contradiction,
  dictionary,
  flag,
  instance,
  leaf,
  line,
  list,
  struct,
  text,
} from "../internal/schema";
import { NAME_OR_WILDCARD, httpsUrl } from "./leaves-schema";

const EMAIL = /^[^\s@{}]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/;

const secret = instance("Secret", () => Secret, 'Secret.fromHostFile("/etc/letsencrypt/key.pem")');

const authority = {
  email: text("an address such as ops@example.org", EMAIL),
  staging: flag().optional(),
  directoryUrl: httpsUrl.optional(),
  authorities: text(
    "certificates in the form of PEM",
    /^\s*-----BEGIN CERTIFICATE-----[\s\S]*-----END CERTIFICATE-----\s*$/,
  ).optional(),
};

type Authority = { readonly staging?: boolean; readonly directoryUrl?: string };

type Check = Parameters<typeof consistent>[1];

/** The authority for tests is one of Let's Encrypt. */
const oneAuthority: Check = (options, context) => {
  const { staging, directoryUrl } = options as Authority;
  if (!staging || directoryUrl === undefined) return;
  contradiction(context, {
    path: ["staging"],
    what: "contradicts `directoryUrl`, which says already who is asked",
    got: directoryUrl,
    expected: "one of them",
    fix: "leave `staging` out, and write the directory for tests as `directoryUrl`",
  });
};

export const letsEncryptSchema = consistent(struct(authority), oneAuthority);

export const dnsChallengeSchema = consistent(
  struct({
    ...authority,
    provider: text("the name of a provider, such as cloudflare", /^[a-z0-9]+$/),
    credentials: dictionary(text("a variable of the provider, such as CF_DNS_API_TOKEN", ENVIRONMENT_NAME), secret),
    environment: dictionary(text("a variable of the provider", ENVIRONMENT_NAME), line()).optional(),
    resolvers: list(text("an address with a port, such as 9.9.9.9:53", /^[^\s{}]+:\d{1,5}$/)).optional(),
  }),
  oneAuthority,
  ({ credentials, environment = {} }, context) => {
    for (const name of Object.keys(credentials).filter((key) => key.endsWith("_FILE"))) {
      contradiction(context, {
        path: ["credentials", name],
        what: "names a file, and files are what credentials become by themselves",
        got: name,
        expected: name.replace(/_FILE$/, ""),
        fix: `write \`${name.replace(/_FILE$/, "")}\``,
      });
    }
    for (const name of Object.keys(environment).filter((key) => /TOKEN|SECRET|PASSWORD|(^|_)KEY$/.test(key))) {
      contradiction(context, {
        path: ["environment", name],
        what: "looks like a secret, which everybody could read who may ask the engine",
        got: name,
        expected: "a Secret in `credentials`",
        fix: `pass it as \`credentials.${name}\``,
      });
    }
  },
);

export const certificateFilesSchema = struct({
  certificates: list(
    struct({
      hosts: list(text("a name such as calendar.example.org, or *.example.org", NAME_OR_WILDCARD)).refine(
        (hosts) => hosts.length > 0,
        { error: "at least one" },
      ),
      certificate: secret,
      privateKey: secret,
    }),
  ).and(leaf("at least one", (value) => Array.isArray(value) && value.length > 0)),
});
