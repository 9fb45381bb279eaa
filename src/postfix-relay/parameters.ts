/** Parameters about which a prop decides, or nobody. */
const OWN_PARAMETERS: Readonly<Record<string, string>> = {
  "2bounce_notice_recipient": "rootAddress",
  alias_database: "rootAddress",
  alias_maps: "rootAddress",
  anvil_rate_time_unit: "limits",
  append_dot_mydomain: "rewrite",
  bounce_notice_recipient: "rootAddress",
  bounce_queue_lifetime: "queue.bounceLifetime",
  default_destination_concurrency_limit: "throttle.connections",
  default_destination_rate_delay: "throttle.pause",
  default_transport: "smarthost",
  delay_notice_recipient: "rootAddress",
  delay_warning_time: "queue.delayWarning",
  error_notice_recipient: "rootAddress",
  inet_interfaces: "networks",
  inet_protocols: "networks",
  local_header_rewrite_clients: "rewrite.completeHeaders",
  local_recipient_maps: "rootAddress",
  local_transport: "rootAddress",
  mailbox_size_limit: "limits.message",
  masquerade_domains: "rewrite.masqueradeDomains",
  maximal_backoff_time: "queue.maximalBackoff",
  maximal_queue_lifetime: "queue.lifetime",
  message_size_limit: "limits.message",
  milter_default_action: "dkim.onFailure",
  minimal_backoff_time: "queue.minimalBackoff",
  mydomain: "mailName",
  myhostname: "hostName",
  myorigin: "mailName",
  non_smtpd_milters: "dkim",
  notify_classes: "notify",
  queue_directory: "queue.volume",
  queue_run_delay: "queue.minimalBackoff",
  receive_override_options: "dkim",
  relayhost: "smarthost",
  sender_canonical_classes: "rewrite.envelopeSender",
  sender_canonical_maps: "rewrite.envelopeSender",
  sender_dependent_default_transport_maps: "senderSmarthosts",
  sender_dependent_relayhost_maps: "senderSmarthosts",
  smtp_dns_support_level: "smarthost",
  smtp_generic_maps: "rewrite.addresses",
  smtp_host_lookup: "smarthost",
  smtp_sasl_auth_enable: "smarthost",
  smtp_sasl_mechanism_filter: "smarthost",
  smtp_sasl_password_maps: "smarthost",
  smtp_sasl_security_options: "smarthost",
  smtp_sasl_tls_security_options: "smarthost",
  smtp_tls_CAfile: "smarthost",
  smtp_tls_CApath: "smarthost",
  smtp_tls_loglevel: "smarthost",
  smtp_enforce_tls: "smarthost",
  smtp_tls_enforce_peername: "smarthost",
  smtp_tls_per_site: "smarthost",
  smtp_tls_policy_maps: "smarthost",
  smtp_tls_security_level: "smarthost",
  smtp_tls_wrappermode: "smarthost",
  smtp_use_tls: "smarthost",
  smtpd_banner: "hostName",
  smtpd_client_connection_rate_limit: "limits.connectionsPerMinute",
  smtpd_client_event_limit_exceptions: "limits",
  smtpd_client_message_rate_limit: "limits.messagesPerMinute",
  smtpd_enforce_tls: "submission",
  smtpd_milter_maps: "dkim",
  smtpd_milters: "dkim",
  smtpd_recipient_limit: "limits.recipients",
  smtpd_tls_cert_file: "submission",
  smtpd_tls_chain_files: "submission",
  smtpd_tls_key_file: "submission",
  smtpd_tls_security_level: "submission",
  smtpd_tls_wrappermode: "submission",
  smtpd_use_tls: "submission",
  virtual_alias_maps: "rootAddress",
};

/** Parameters that are as they are in every relay of this library, and why. */
const SETTLED: Readonly<Record<string, string>> = {
  biff: "there are no mailboxes",
  disable_vrfy_command: "a client cannot ask which addresses exist",
  smtpd_forbid_bare_newline: "no message can hide another one",
  smtpd_forbid_bare_newline_exclusions: "no message can hide another one",
  smtpd_forbid_unauth_pipelining: "no client may speak before its turn",
  smtpd_helo_required: "every client greets",
};

/** Groups of parameters that could make the relay take mail of strangers, or mail for itself. */
const OPENING: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^mynetworks/, "it says whose mail is taken without a login; `networks` decides"],
  [
    /_restrictions$|^smtpd_restriction_classes$|^smtpd_delay_reject$|^smtpd_null_access_lookup_key$|^smtpd_relay_before_recipient_restrictions$/,
    "it decides who may send; `networks`, `senderDomains` and `submission` do",
  ],
  [
    /^(relay_domains|mydestination|virtual_(alias|mailbox)_domains|permit_mx_backup_networks|proxy_interfaces|parent_domain_matches_subdomains)$/,
    "it makes the relay take mail for others, or keep it",
  ],
  [
    /^smtpd_sasl_|^cyrus_sasl_config_path$|^smtpd_tls_(auth_only|ccert|ask_ccert|req_ccert)|^relay_clientcerts$/,
    "it decides who counts as logged in; `submission` does",
  ],
  [
    /^smtpd_authorized_|^smtpd_upstream_proxy_|^postscreen_|^smtpd_proxy_|^smtpd_command_filter$/,
    "it lets a client be taken for another one, or for saying something else",
  ],
  [
    /^(allow_percent_hack|allow_untrusted_routing|swap_bangpath|resolve_dequoted_address|resolve_numeric_domain)$/,
    "it lets an address carry a route through the relay",
  ],
];

/** What the image has been built for, and its programs are started by. */
const OF_IMAGE =
  /^(alternate_config_directories|authorized_.*_users|command_directory|compatibility_level|config_directory|daemon_directory|data_directory|debugger_command|default_database_type|default_privs|export_environment|import_environment|mail_owner|mail_version|maillog_file|master_service_disable|meta_directory|multi_instance_.*|process_.*|setgid_group|shlib_directory|.*_service_name)$/;

/** Why a parameter may not be set by hand; nothing where it may. */
export function refusalOfParameter(name: string): { readonly what: string; readonly fix: string } | undefined {
  if (Object.hasOwn(OWN_PARAMETERS, name)) {
    const prop = OWN_PARAMETERS[name];
    return { what: `belongs to \`${prop}\``, fix: `set \`${prop}\` instead` };
  }
  const what = reasonAgainst(name);
  return what === undefined ? undefined : { what, fix: `leave \`${name}\` out` };
}

function reasonAgainst(name: string): string | undefined {
  if (Object.hasOwn(SETTLED, name)) return `is settled: ${SETTLED[name]}`;
  if (OF_IMAGE.test(name)) return "belongs to the image";
  const opening = OPENING.find(([pattern]) => pattern.test(name));
  return opening && `could open the relay: ${opening[1]}`;
}
