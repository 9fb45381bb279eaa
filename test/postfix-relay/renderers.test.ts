import { renderMainCf, renderMyNetworks } from "../../src/postfix-relay/main-cf";
import { renderMasterCf } from "../../src/postfix-relay/master-cf";
import {
  renderAddresses,
  renderClientLogins,
  renderRecipients,
  renderSenderRelayhosts,
  renderSenders,
  renderSenderTransports,
  renderSmarthostLogins,
  renderSmtpdSasl,
  renderTlsPolicies,
} from "../../src/postfix-relay/lookup-tables";
import { renderKeyTable, renderOpendkimConf, renderSigningTable } from "../../src/postfix-relay/opendkim-conf";
import { refusalOfParameter } from "../../src/postfix-relay/parameters";
import { planRelay } from "../../src/postfix-relay/relay-plan";
import { MailTlsLevel } from "cdktf-groupware";
import { fullProps, guideProps } from "./plans";

const guide = planRelay(guideProps());
const full = planRelay(fullProps());

describe("main.cf", () => {
  it("is the guide's relay", () => {
    expect(renderMainCf(guide)).toBe(
      `
# what it is
compatibility_level = 3.6
queue_directory = /var/spool/postfix
data_directory = /run/postfix
maillog_file = /dev/stdout
default_database_type = texthash
myhostname = calendar.example.org
mydomain = calendar.example.org
myorigin = calendar.example.org
inet_interfaces = all
inet_protocols = ipv4
smtpd_banner = $myhostname ESMTP
biff = no

# who may send: the networks of its containers, without the host itself
mynetworks = !172.29.0.1, 127.0.0.0/8, 172.29.0.0/24
smtpd_delay_reject = yes
smtpd_helo_required = yes
disable_vrfy_command = yes
smtpd_client_restrictions = permit_mynetworks, reject
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions = permit_mynetworks, reject
smtpd_data_restrictions = permit_mynetworks, reject
smtpd_tls_security_level = none
smtpd_sasl_auth_enable = no
smtpd_forbid_bare_newline = normalize
smtpd_forbid_bare_newline_exclusions =
smtpd_forbid_unauth_pipelining = yes

# from whom: never a sender of a domain that nobody allowed; bounces have none
parent_domain_matches_subdomains =
smtpd_sender_restrictions = check_sender_access texthash:/config/senders, check_sender_access static:{550 5.7.1 this relay does not send for that domain; see senderDomains of the relay of calendar.example.org}, reject
smtpd_end_of_data_restrictions = check_sender_access texthash:/config/senders, check_sender_access static:{550 5.7.1 this relay does not send for that domain; see senderDomains of the relay of calendar.example.org}, reject

# how much
message_size_limit = 10240000
mailbox_size_limit = 0
smtpd_recipient_limit = 1000

# no mailbox here: what is for this relay itself goes to its postmaster
mydestination =
relay_domains =
virtual_alias_domains =
virtual_mailbox_domains =
local_transport = error:5.1.1 this relay keeps no mail
local_recipient_maps =
alias_maps =
alias_database =
virtual_alias_maps = texthash:/config/recipients
notify_classes = resource, software

# where to
relayhost = [smtpcal.example.org]:25
default_transport = smtp
smtp_host_lookup = dns

# encrypted on the way out
smtp_tls_security_level = may
smtp_tls_policy_maps = texthash:/config/tls-policies
smtp_tls_CApath = /etc/ssl/certs
smtp_tls_loglevel = 1

# what is changed
local_header_rewrite_clients =
append_dot_mydomain = no

# how long it waits
maximal_queue_lifetime = 432000s
bounce_queue_lifetime = 432000s
delay_warning_time = 0s
minimal_backoff_time = 300s
maximal_backoff_time = 4000s
queue_run_delay = 300s
`.slice(1),
    );
  });

  it("has everything that can be set", () => {
    expect(renderMainCf(full, "relay-dkim")).toBe(
      `
# what it is
compatibility_level = 3.6
queue_directory = /var/spool/postfix
data_directory = /run/postfix
maillog_file = /dev/stdout
default_database_type = texthash
myhostname = relay.example.org
mydomain = calendar.example.org
myorigin = calendar.example.org
inet_interfaces = all
inet_protocols = all
smtpd_banner = $myhostname ESMTP
biff = no

# who may send: the networks of its containers, without the host itself
mynetworks = !172.29.0.1, ![fd00:29::1], !172.30.0.254, 127.0.0.0/8, 172.29.0.0/24, [fd00:29::]/64, 172.30.0.0/24
smtpd_delay_reject = yes
smtpd_helo_required = yes
disable_vrfy_command = yes
smtpd_client_restrictions = permit_mynetworks, reject
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions = permit_mynetworks, reject
smtpd_data_restrictions = permit_mynetworks, reject
smtpd_tls_security_level = none
smtpd_sasl_auth_enable = no
smtpd_forbid_bare_newline = normalize
smtpd_forbid_bare_newline_exclusions =
smtpd_forbid_unauth_pipelining = yes

# from whom: never a sender of a domain that nobody allowed; bounces have none
parent_domain_matches_subdomains =
smtpd_sender_restrictions = check_sender_access texthash:/config/senders, check_sender_access static:{550 5.7.1 this relay does not send for that domain; see senderDomains of the relay of calendar.example.org}, reject
smtpd_end_of_data_restrictions = check_sender_access texthash:/config/senders, check_sender_access static:{550 5.7.1 this relay does not send for that domain; see senderDomains of the relay of calendar.example.org}, reject

# how much
message_size_limit = 20971520
mailbox_size_limit = 0
smtpd_recipient_limit = 50
anvil_rate_time_unit = 60s
smtpd_client_event_limit_exceptions =
smtpd_client_message_rate_limit = 60
smtpd_client_connection_rate_limit = 30

# no mailbox here: what is for this relay itself goes to its postmaster
mydestination =
relay_domains =
virtual_alias_domains =
virtual_mailbox_domains =
local_transport = error:5.1.1 this relay keeps no mail
local_recipient_maps =
alias_maps =
alias_database =
virtual_alias_maps = texthash:/config/recipients
notify_classes = bounce, resource

# where to
relayhost = [smtpcal.example.org]:587, example.org:25
default_transport = smtp
sender_dependent_relayhost_maps = texthash:/config/sender-relayhosts
sender_dependent_default_transport_maps = texthash:/config/sender-transports
smtp_host_lookup = dns
default_destination_rate_delay = 2s
default_destination_concurrency_limit = 3

# encrypted on the way out
smtp_tls_security_level = may
smtp_tls_policy_maps = texthash:/config/tls-policies
smtp_tls_CApath = /etc/ssl/certs
smtp_tls_loglevel = 1
smtp_dns_support_level = dnssec

# who logs in there
smtp_sasl_auth_enable = yes
smtp_sasl_password_maps = texthash:/run/sasl_passwd
smtp_sasl_security_options = noanonymous
smtp_sasl_tls_security_options = noanonymous
smtp_sasl_mechanism_filter = plain, login

# what is changed
local_header_rewrite_clients = permit_mynetworks
append_dot_mydomain = no
sender_canonical_maps = static:bounce@calendar.example.org
sender_canonical_classes = envelope_sender
smtp_generic_maps = texthash:/config/addresses
masquerade_domains = example.org

# signed by
smtpd_milters = inet:relay-dkim:8891
non_smtpd_milters = inet:relay-dkim:8891
milter_default_action = accept

# how long it waits
maximal_queue_lifetime = 172800s
bounce_queue_lifetime = 86400s
delay_warning_time = 14400s
minimal_backoff_time = 60s
maximal_backoff_time = 3600s
queue_run_delay = 60s

# further parameters
smtp_address_preference = ipv4
smtp_helo_timeout = 60s
`.slice(1),
    );
  });

  it("writes no parameter that the escape hatch would let pass", () => {
    const written = renderMainCf({ ...full, parameters: {} }, "relay-dkim").matchAll(/^([a-z0-9_A-Z]+) =/gm);
    const open = [...written].map(([, name]) => name).filter((name) => !refusalOfParameter(name));

    expect(open).toEqual([]);
  });

  it("names the host before the networks, and IPv6 in brackets", () => {
    expect(renderMyNetworks(full.clients)).toBe(
      "!172.29.0.1, ![fd00:29::1], !172.30.0.254, 127.0.0.0/8, 172.29.0.0/24, [fd00:29::]/64, 172.30.0.0/24",
    );
  });
});

describe("master.cf", () => {
  it("has what a relay needs, without any chroot", () => {
    expect(renderMasterCf(guide)).toBe(
      `
# service   type       private    unpriv     chroot     wakeup     limit      command
smtp        inet       n          -          n          -          -          smtpd
pickup      unix       n          -          n          60         1          pickup
cleanup     unix       n          -          n          -          0          cleanup
qmgr        unix       n          -          n          300        1          qmgr
tlsmgr      unix       -          -          n          1000?      1          tlsmgr
rewrite     unix       -          -          n          -          -          trivial-rewrite
bounce      unix       -          -          n          -          0          bounce
defer       unix       -          -          n          -          0          bounce
trace       unix       -          -          n          -          0          bounce
verify      unix       -          -          n          -          1          verify
flush       unix       n          -          n          1000?      0          flush
proxymap    unix       -          -          n          -          -          proxymap
smtp        unix       -          -          n          -          -          smtp
showq       unix       n          -          n          -          -          showq
error       unix       -          -          n          -          -          error
retry       unix       -          -          n          -          -          error
discard     unix       -          -          n          -          -          discard
anvil       unix       -          -          n          -          1          anvil
scache      unix       -          -          n          -          1          scache
postlog     unix-dgram n          -          n          -          1          postlogd
`.slice(1),
    );
  });

  it("adds implicit TLS and the port for logins", () => {
    expect(renderMasterCf(full).slice(renderMasterCf(guide).length)).toBe(
      `
smtps       unix       -          -          n          -          -          smtp
  -o syslog_name=postfix/smtps
  -o smtp_tls_wrappermode=yes
  -o smtp_tls_security_level=encrypt
submission  inet       n          -          n          -          -          smtpd
  -o syslog_name=postfix/submission
  -o smtpd_tls_security_level=encrypt
  -o smtpd_tls_chain_files=/config/tls/key.pem,/config/tls/certificate.pem
  -o smtpd_tls_auth_only=yes
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_sasl_type=cyrus
  -o smtpd_sasl_path=smtpd
  -o cyrus_sasl_config_path=/config/sasl
  -o smtpd_sasl_security_options=noanonymous
  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
  -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject
  -o smtpd_data_restrictions=permit_sasl_authenticated,reject
  -o smtpd_sasl_local_domain=calendar.example.org
`.slice(1),
    );
  });
});

describe("lookup tables", () => {
  it.each([
    [
      "senders",
      renderSenders(["events.example.org", "calendar.example.org"]),
      "<> OK\ncalendar.example.org OK\nevents.example.org OK\n",
    ],
    [
      "recipients",
      renderRecipients(guide),
      "root@calendar.example.org cal-bounce@example.org\npostmaster@calendar.example.org cal-bounce@example.org\nmailer-daemon@calendar.example.org cal-bounce@example.org\nabuse@calendar.example.org cal-bounce@example.org\n",
    ],
    ["sender-relayhosts", renderSenderRelayhosts(full.senderRoutes), "@events.example.org [smtps.example.org]:465\n"],
    ["sender-transports", renderSenderTransports(full.senderRoutes), "@events.example.org smtps:\n"],
    [
      "tls-policies",
      renderTlsPolicies(full.tlsPolicies),
      "[smtpcal.example.org]:587 secure tafile=/config/authorities-0.pem\nexample.org:25 dane-only\n[smtps.example.org]:465 encrypt\n",
    ],
    [
      "smarthost-logins",
      renderSmarthostLogins(full.smarthostLogins),
      "[smtpcal.example.org]:587 cal smarthost-0\n[smtps.example.org]:465 cal smarthost-2\n",
    ],
    [
      "client-logins",
      renderClientLogins(full.mailName, full.clientLogins ?? []),
      "alice calendar.example.org client-0\n",
    ],
    ["addresses", renderAddresses(full.rewrite.addresses ?? {}), "@a1b2c3 calendar@calendar.example.org\n"],
    [
      "smtpd.conf",
      renderSmtpdSasl(),
      "pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: PLAIN LOGIN\nsasldb_path: /run/postfix/sasldb2\n",
    ],
    ["key-table", renderKeyTable(full.dkim!, "/var/lib/dkim/2026.pem"), "relay %:2026:/var/lib/dkim/2026.pem\n"],
    ["signing-table", renderSigningTable(full.dkim!), "*@calendar.example.org relay\n*@events.example.org relay\n"],
  ])("%s", (_name, text, expected) => {
    expect(text).toBe(expected);
  });

  it("keys a fingerprint by digests", () => {
    const policy = { nextHop: "[a]:25", level: MailTlsLevel.FINGERPRINT, accepted: ["AA:BB", "CC:DD"] };

    expect(renderTlsPolicies([policy])).toBe("[a]:25 fingerprint match=AA:BB|CC:DD\n");
  });
});

describe("opendkim.conf", () => {
  it("signs and checks nothing", () => {
    expect(renderOpendkimConf("/config")).toBe(
      `
Mode s
Socket inet:8891@0.0.0.0
Syslog yes
SyslogSuccess yes
LogWhy yes
Canonicalization relaxed/simple
OversignHeaders From
InternalHosts 0.0.0.0/0, ::/0
ExternalIgnoreList 0.0.0.0/0, ::/0
KeyTable file:/config/key-table
SigningTable refile:/config/signing-table
SubDomains no
RequireSafeKeys yes
On-InternalError tempfail
`.slice(1),
    );
  });
});
