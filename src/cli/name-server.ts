import { createSocket } from "node:dgram";
import { connect } from "node:net";
import type { Answer, Packet, RecordType } from "dns-packet";
import * as dnsPacket from "dns-packet";

/** A name server, and how long it may think. */
export class NameServer {
  public constructor(
    /** What it is called in what a person reads. */
    public readonly name: string,
    private readonly address: string,
    private readonly port = 53,
    private readonly timeoutMilliseconds = 5_000,
  ) {}

  /**
   * What it says of a name, as texts in the form in which this library writes values; nothing where there is none.
   *
   * @throws an error when it does not answer, or refuses to
   */
  public async ask(name: string, type: string): Promise<string[]> {
    const answers = await this.answers(name, type);
    return answers.filter((answer) => answer.type === type && sameName(answer.name, name)).map(textOf);
  }

  private async answers(name: string, type: string): Promise<Answer[]> {
    const query = dnsPacket.encode({
      type: "query",
      id: Math.floor(Math.random() * 65_536),
      questions: [{ type: type as RecordType, name }],
    });
    let packet = await this.byDatagram(query).catch(() => undefined);
    // A lost datagram, or an answer that does not fit into one.
    if (packet === undefined || packet.flag_tc) packet = await this.byStream(query);
    const { rcode } = packet as { readonly rcode?: string };
    if (rcode !== undefined && rcode !== "NOERROR" && rcode !== "NXDOMAIN") {
      throw new Error(`${this.name} answers ${rcode} when it is asked for ${name} ${type}`);
    }
    return packet.answers ?? [];
  }

  private byDatagram(query: Buffer): Promise<Packet & { flag_tc?: boolean }> {
    return new Promise((resolve, reject) => {
      const socket = createSocket(this.address.includes(":") ? "udp6" : "udp4");
      const timer = setTimeout(() => fail(new Error("no answer")), this.timeoutMilliseconds / 2);
      const fail = (error: Error): void => {
        clearTimeout(timer);
        socket.close();
        reject(error);
      };
      socket.on("error", fail);
      socket.on("message", (message) => {
        // Whoever else sends something here does not know the number of the question.
        if (message.length < 12 || message.readUInt16BE(0) !== query.readUInt16BE(0)) return;
        clearTimeout(timer);
        socket.close();
        resolve(dnsPacket.decode(message));
      });
      socket.send(query, this.port, this.address);
    });
  }

  private byStream(query: Buffer): Promise<Packet & { flag_tc?: boolean }> {
    return new Promise((resolve, reject) => {
      const silent = new Error(`${this.name} (${this.address} port ${this.port}) does not answer`);
      const socket = connect({ host: this.address, port: this.port, timeout: this.timeoutMilliseconds });
      let received = Buffer.alloc(0);
      socket.on("connect", () => socket.write(dnsPacket.streamEncode({ ...dnsPacket.decode(query) })));
      socket.on("timeout", () => socket.destroy(silent));
      socket.on("error", () => reject(silent));
      socket.on("close", () => reject(silent));
      socket.on("data", (chunk) => {
        received = Buffer.concat([received, chunk]);
        if (received.length < 2 || received.length < received.readUInt16BE(0) + 2) return;
        resolve(dnsPacket.streamDecode(received));
        socket.destroy();
      });
    });
  }
}

function sameName(a: string, b: string): boolean {
  return a.replace(/\.$/, "").toLowerCase() === b.replace(/\.$/, "").toLowerCase();
}

/** The data of an answer, as this library writes values: host names without a dot at their end, texts as one. */
function textOf(answer: Answer): string {
  if (answer.type === "TXT") {
    const pieces = Array.isArray(answer.data) ? answer.data : [answer.data];
    return Buffer.concat(pieces.map((piece) => Buffer.from(piece))).toString("utf8");
  }
  if (answer.type === "MX") return `${answer.data.preference} ${host(answer.data.exchange)}`;
  if (answer.type === "SRV") {
    const { priority = 0, weight = 0, port, target } = answer.data;
    return [priority, weight, port, host(target)].join(" ");
  }
  if (answer.type === "CAA") return `${answer.data.flags ?? 0} ${answer.data.tag} "${answer.data.value}"`;
  if (answer.type === "A" || answer.type === "AAAA") return answer.data;
  if (answer.type === "CNAME" || answer.type === "NS" || answer.type === "PTR") return host(answer.data);
  return "";
}

function host(name: string): string {
  return name.replace(/\.$/, "").toLowerCase();
}
