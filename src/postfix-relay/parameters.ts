/** Parameters that the library writes, and the prop that decides about each. */
export const OWN_PARAMETERS: Readonly<Record<string, string>> = {
  alias_database: "rootAddress",
  alias_maps: "rootAddress",
  anvil_rate_time_unit: "limits",
  append_dot_mydomain: "rewrite",
  biff: "nothing: there are no mailboxes",
  bounce_queue_lifetime: "queue.bounceLifetime",
  compatibility_level: "image",
  data_directory: "image",
  default_database_type: "image",
  default_destination_concurrency_limit: "throttle.connections",
  default_destination_rate_delay: "throttle.pause",
  default_transport: "smarthost",
  delay_warning_time: "queue.delayWarning",
  disable_vrfy_command: "nothing: it is always on",
  inet_interfaces: "networks",
  inet_protocols: "networks",
  local_header_rewrite_clients: "rewrite.completeHeaders",
  local_recipient_maps: "rootAddress",
  local_transport: "rootAddress",
  mailbox_size_limit: "limits.message",
  maillog_file: "image",
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
  smtp_tls_policy_maps: "smarthost",
  smtp_tls_security_level: "smarthost",
  smtp_tls_wrappermode: "smarthost",
  smtpd_banner: "hostName",
  smtpd_client_connection_rate_limit: "limits.connectionsPerMinute",
  smtpd_client_event_limit_exceptions: "limits",
  smtpd_client_message_rate_limit: "limits.messagesPerMinute",
  smtpd_helo_required: "nothing: it is always on",
  smtpd_milters: "dkim",
  smtpd_recipient_limit: "limits.recipients",
  smtpd_tls_security_level: "submission",
  virtual_alias_maps: "rootAddress",
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
    /^smtpd_authorized_|^smtpd_upstream_proxy_|^postscreen_|^smtpd_proxy_/,
    "it lets a client say that it is another one",
  ],
  [
    /^(allow_percent_hack|swap_bangpath|resolve_dequoted_address|resolve_numeric_domain)$/,
    "it lets an address carry a route through the relay",
  ],
  [
    /^(mail_owner|setgid_group|default_privs|multi_instance_.*|command_directory|daemon_directory|config_directory|meta_directory|shlib_directory|import_environment|export_environment|alternate_config_directories|authorized_.*_users)$/,
    "it belongs to the image",
  ],
];

/** Why a parameter may not be set by hand; nothing where it may. */
export function refusalOfParameter(name: string): { readonly what: string; readonly fix: string } | undefined {
  const prop = OWN_PARAMETERS[name];
  if (prop !== undefined) {
    return { what: `belongs to \`${prop}\``, fix: `set \`${prop}\` instead` };
  }
  const opening = OPENING.find(([pattern]) => pattern.test(name));
  return opening && { what: `could open the relay: ${opening[1]}`, fix: `leave \`${name}\` out` };
}
