import { Secret } from "../docker";
import { parseAddress } from "../internal/ip";
import { HOST_NAME } from "../internal/names";
import { consistent, contradiction, flag, instance, integer, leaf, list, struct, text } from "../internal/schema";
import { Size } from "../units";
import { SmtpTls } from "./smtp-tls";

/** A host name, or an address. An underscore is allowed: containers and services have names with one. */
export const hostLeaf = leaf<string>(
  "a host name such as smtp.example.org, or an IP address",
  (value) =>
    typeof value === "string" && (HOST_NAME.test(value.replace(/_/g, "-")) || parseAddress(value) !== undefined),
);

const PEM = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/;

export const certificateCheckSchema = struct({
  names: list(text("a host name, or one with a leading dot for all below it", /^\.?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/))
    .refine((names) => names.length > 0, { error: "at least one name" })
    .optional(),
  authorities: leaf<string>(
    'certificates in PEM form, such as readFileSync(file, "utf8")',
    (value) => typeof value === "string" && PEM.test(value),
  ).optional(),
});

export const fingerprintSchema = struct({
  digests: list(
    text("32 pairs of hexadecimal digits with colons between them", /^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){31}$/),
  ).refine((digests) => digests.length > 0, { error: "at least one digest" }),
});

/** What Postfix would take for the end of the name stands in no user name. */
const userLeaf = text("a user name without colon and blanks", /^[^\s:]+$/);

export const credentials = struct({
  user: userLeaf,
  password: instance("Secret", () => Secret, 'Secret.fromVariable("smtp_password")'),
});

const options = struct({
  host: hostLeaf,
  port: integer(1, 65_535).optional(),
  tls: instance("SmtpTls", () => SmtpTls, "SmtpTls.encrypted()").optional(),
  implicitTls: flag().optional(),
  credentials: credentials.optional(),
  mxLookup: flag().optional(),
  maxMessage: instance("Size", () => Size, "Size.mebibytes(20)").optional(),
});

export const smarthostSchema = consistent(options, (smarthost, context) => {
  const { host, tls, port, implicitTls = port === 465, mxLookup } = smarthost;
  if (smarthost.credentials && tls && !tls.isMandatory) {
    contradiction(context, {
      path: ["tls"],
      what: "would send the password in the clear where somebody on the way wants it so",
      got: tls.level,
      expected: "a level that is always encrypted",
      fix: "leave `tls` out to get `SmtpTls.encrypted()`, or pass a stricter one",
    });
  }
  if (implicitTls && tls && !tls.isMandatory) {
    contradiction(context, {
      path: ["tls"],
      what: "contradicts a connection that is encrypted from its first byte",
      got: tls.level,
      expected: "a level that is always encrypted",
      fix: "leave `tls` out, or pass `implicitTls: false` where port 465 speaks STARTTLS",
    });
  }
  if (mxLookup && parseAddress(host)) {
    contradiction(context, {
      path: ["mxLookup"],
      what: "asks DNS for the mail servers of an address",
      got: host,
      expected: "a mail domain",
      fix: "leave `mxLookup` out",
    });
  }
});
