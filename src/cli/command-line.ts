import { dnsCommand } from "./dns-command";
import { UsageError } from "./usage";

/** Where a command writes. */
export interface Streams {
  readonly out: (text: string) => unknown;
  readonly error: (text: string) => unknown;
}

const USAGE = `Usage: cdktf-groupware dns <verb> [options]

  dns records   the DNS records that the services of the last synthesis need
  dns zone      the same as a zone file
  dns verify    asks the authoritative name servers, and tells what is missing, wrong or doubled

Options
  --topology <file>   what the synthesis wrote            (default: cdktf.out/topology.json)
  --zone <name>       the records of this zone alone
  --outputs <file>    outputs of Terraform, as \`terraform output -json\` or \`cdktf deploy --outputs-file\` writes them:
                      they hold what only the running services know
  --before-start      verify: only what must exist before the first start
  --server <address>  verify: ask this name server, as address or address:port; may be given several times
                      (default: those that are authoritative)

Exit codes: 0 all is well, 1 something is missing, wrong or doubled, 2 it could not be found out.`;

/**
 * The command `cdktf-groupware`.
 *
 * @returns the exit code
 */
export async function commandLine(argv: readonly string[], streams: Streams): Promise<number> {
  const [command, ...rest] = argv;
  if (command === undefined || command === "help" || command === "--help") {
    streams.out(USAGE);
    return command === undefined ? 2 : 0;
  }
  try {
    if (command === "dns") return await dnsCommand(rest, streams);
    throw new UsageError(`there is no command ${command}`);
  } catch (error) {
    streams.error(`cdktf-groupware: ${error instanceof Error ? error.message : String(error)}`);
    if (error instanceof UsageError) streams.error(`\n${USAGE}`);
    return 2;
  }
}
